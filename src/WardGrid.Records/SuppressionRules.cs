using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Suppression;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>
/// The suppression rules in the database. Every change is a new row, so that it is known which rule held when.
/// </summary>
internal sealed class SuppressionRules(RecordReader reader, RecordWriter writer) : ISuppressionRules
{
    public async ValueTask<ImmutableArray<SuppressionRule>> RulesAsync(CancellationToken stop)
    {
        var rows = await reader.RowsAsync<Row>(
            """
            SELECT ward, kind, mode, said_by AS SaidBy, said_at AS SaidAt, reason, operating_point AS Point
            FROM suppression_rules
            WHERE id IN (SELECT MAX(id) FROM suppression_rules GROUP BY ward, kind) ORDER BY ward, kind
            """,
            null,
            stop
        );
        return [.. rows.Select(row => row.ToRule())];
    }

    public ValueTask WriteAsync(SuppressionRule rule, CancellationToken stop)
    {
        var values = new
        {
            ward = rule.Ward.Storable(),
            kind = rule.Kind.ToString(),
            mode = rule.Mode.ToString(),
            by = rule.By.Storable(),
            at = rule.Since.Micros(),
            reason = rule.Reason.Storable(),
            point = rule.Point.Storable(),
        };
        return writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO suppression_rules (ward, kind, mode, said_by, said_at, reason, operating_point)
                    VALUES (@ward, @kind, @mode, @by, @at, @reason, @point)
                    """,
                    values
                ),
            stop
        );
    }

    private sealed class Row
    {
        public required string Ward { get; init; }

        public required string Kind { get; init; }

        public required string Mode { get; init; }

        public required string SaidBy { get; init; }

        public long SaidAt { get; init; }

        public required string Reason { get; init; }

        public required string Point { get; init; }

        public SuppressionRule ToRule() =>
            new(
                Ward,
                Enum.Parse<AlarmKind>(Kind),
                Enum.Parse<SuppressionMode>(Mode),
                SaidBy,
                SaidAt.Instant(),
                Reason,
                Point
            );
    }
}
