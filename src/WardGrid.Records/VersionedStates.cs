using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>Versioned states in the database, one row each.</summary>
internal sealed class VersionedStates(RecordReader reader, RecordWriter writer, TimeProvider time) : IVersionedStates
{
    private const string Here = "kind = @kind AND key = @key";

    public async ValueTask<VersionedState?> ReadAsync(string kind, string key, CancellationToken stop)
    {
        var row = await reader.FirstAsync<StateRow>(
            $"SELECT state, version FROM grain_states WHERE {Here}",
            new { kind, key = key.Storable() },
            stop
        );
        return row is null ? null : new(row.State, row.Version);
    }

    public async ValueTask<long?> WriteAsync(string kind, string key, string json, long? read, CancellationToken stop)
    {
        var values = new
        {
            kind,
            key = key.Storable(),
            json,
            read,
            next = (read ?? 0) + 1,
            at = time.GetUtcNow().Micros(),
        };
        var statement = read is null
            ? """
                INSERT INTO grain_states (kind, key, version, saved_at, state)
                VALUES (@kind, @key, @next, @at, @json) ON CONFLICT (kind, key) DO NOTHING
                """
            : $"""
                UPDATE grain_states SET version = @next, saved_at = @at, state = @json
                WHERE {Here} AND version = @read
                """;
        var rows = 0;
        await writer.WriteAsync(async transaction => rows = await transaction.ExecuteAsync(statement, values), stop);
        return rows == 1 ? values.next : null;
    }

    public async ValueTask<bool> ClearAsync(string kind, string key, long? read, CancellationToken stop)
    {
        if (read is null)
            return await ReadAsync(kind, key, stop) is null;
        var values = new
        {
            kind,
            key = key.Storable(),
            read,
        };
        var rows = 0;
        await writer.WriteAsync(
            async transaction =>
                rows = await transaction.ExecuteAsync(
                    $"DELETE FROM grain_states WHERE {Here} AND version = @read",
                    values
                ),
            stop
        );
        return rows == 1;
    }

    private sealed class StateRow
    {
        public required string State { get; init; }

        public long Version { get; init; }
    }
}
