using System.Collections.Immutable;
using WardGrid.Patients.People;
using WardGrid.Records.Databases;

namespace WardGrid.Records.People;

/// <summary>The keys of the session cookies in the database.</summary>
/// <remarks>Data protection asks for them without awaiting: once at the start, and once a day.</remarks>
internal sealed class SessionKeys(RecordReader reader, RecordWriter writer) : ISessionKeys
{
    public ImmutableArray<string> All() =>
        [
            .. reader
                .RowsAsync<string>("SELECT xml FROM session_keys ORDER BY id", null, CancellationToken.None)
                .AsTask()
                .GetAwaiter()
                .GetResult(),
        ];

    public void Add(string id, string xml) =>
        writer
            .WriteAsync(
                async transaction =>
                    await transaction.ExecuteAsync(
                        "INSERT INTO session_keys (id, xml) VALUES (@id, @xml) ON CONFLICT (id) DO NOTHING",
                        new { id, xml }
                    ),
                CancellationToken.None
            )
            .AsTask()
            .GetAwaiter()
            .GetResult();
}
