using System.Collections.Immutable;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>Conformance runs in the database, each with its report as JSON once it has ended.</summary>
internal sealed class ConformanceRecords(RecordReader reader, RecordWriter writer) : IConformanceRecords
{
    public ValueTask BeginAsync(ConformanceRunRequest run, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO conformance_runs (id, device, began_at, length_ms, asked_by)
                    VALUES (@Id, @Device, @at, @length, @by)
                    """,
                    new
                    {
                        run.Id,
                        run.Device,
                        at = run.Begin.Micros(),
                        length = (long)run.Length.TotalMilliseconds,
                        by = run.By.Storable(),
                    }
                ),
            stop
        );

    public async ValueTask<ImmutableArray<ConformanceRunRequest>> UnfinishedAsync(CancellationToken stop) =>
        [
            .. (
                await reader.RowsAsync<RunRow>(
                    """
                    SELECT id, device, began_at AS BeganAt, length_ms AS LengthMs, asked_by AS AskedBy
                    FROM conformance_runs WHERE report IS NULL ORDER BY began_at
                    """,
                    null,
                    stop
                )
            ).Select(row => row.ToRun()),
        ];

    public ValueTask FinishAsync(ConformanceReport report, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    """
                    UPDATE conformance_runs SET report = @json, messages = @Messages
                    WHERE id = @id AND (messages IS NULL OR messages < @Messages)
                    """,
                    new
                    {
                        id = report.Run.Id,
                        report.Messages,
                        json = RecordJson.Write(report),
                    }
                ),
            stop
        );

    public async ValueTask<ImmutableArray<ConformanceReport>> OfDeviceAsync(
        string device,
        int most,
        CancellationToken stop
    ) =>
        [
            .. (
                await reader.RowsAsync<string>(
                    """
                    SELECT report FROM conformance_runs WHERE device = @device AND report IS NOT NULL
                    ORDER BY began_at DESC LIMIT @most
                    """,
                    new { device, most },
                    stop
                )
            ).Select(RecordJson.Read<ConformanceReport>),
        ];

    public async ValueTask<ConformanceReport?> FindAsync(string id, CancellationToken stop) =>
        await reader.FirstAsync<string>(
            "SELECT report FROM conformance_runs WHERE id = @id AND report IS NOT NULL",
            new { id },
            stop
        )
            is { } json
            ? RecordJson.Read<ConformanceReport>(json)
            : null;

    public async ValueTask<ImmutableArray<ConformanceReport>> NewestAsync(CancellationToken stop) =>
        [
            .. (
                await reader.RowsAsync<string>(
                    """
                    SELECT report FROM conformance_runs AS run WHERE report IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM conformance_runs AS later
                        WHERE later.device = run.device AND later.report IS NOT NULL AND later.began_at > run.began_at)
                    ORDER BY device
                    """,
                    null,
                    stop
                )
            ).Select(RecordJson.Read<ConformanceReport>),
        ];

    private sealed class RunRow
    {
        public required string Id { get; init; }

        public required string Device { get; init; }

        public long BeganAt { get; init; }

        public long LengthMs { get; init; }

        public required string AskedBy { get; init; }

        public ConformanceRunRequest ToRun() =>
            new(Id, Device, BeganAt.Instant(), TimeSpan.FromMilliseconds(LengthMs), AskedBy);
    }
}
