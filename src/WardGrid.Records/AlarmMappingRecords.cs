using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>People's mappings of devices' alarm codes in the database.</summary>
internal sealed class AlarmMappingRecords(RecordReader reader, RecordWriter writer) : IAlarmMappingRecords
{
    public async ValueTask<ImmutableArray<AlarmMapping>> AllAsync(CancellationToken stop) =>
        [
            .. (
                await reader.RowsAsync<Row>(
                    "SELECT device, code, kind, said_by AS SaidBy, said_at AS SaidAt FROM alarm_mappings",
                    null,
                    stop
                )
            ).Select(row => row.ToMapping()),
        ];

    public ValueTask MapAsync(AlarmMapping mapping, CancellationToken stop) =>
        writer.WriteAsync(
            async transaction =>
            {
                var values = new
                {
                    mapping.Device,
                    code = mapping.Code.Storable(),
                    kind = mapping.Kind.ToString(),
                    by = mapping.By.Storable(),
                    at = mapping.At.Micros(),
                };
                await transaction.ExecuteAsync(
                    "DELETE FROM alarm_mappings WHERE device = @Device AND code = @code",
                    values
                );
                if (mapping.Kind != AlarmKind.Other)
                    await transaction.ExecuteAsync(
                        """
                        INSERT INTO alarm_mappings (device, code, kind, said_by, said_at)
                        VALUES (@Device, @code, @kind, @by, @at)
                        """,
                        values
                    );
            },
            stop
        );

    private sealed class Row
    {
        public required string Device { get; init; }

        public required string Code { get; init; }

        public required string Kind { get; init; }

        public required string SaidBy { get; init; }

        public long SaidAt { get; init; }

        public AlarmMapping ToMapping() => new(Device, Code, Enum.Parse<AlarmKind>(Kind), SaidBy, SaidAt.Instant());
    }
}
