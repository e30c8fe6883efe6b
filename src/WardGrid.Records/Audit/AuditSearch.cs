using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Audit;

/// <summary>Looks things up in the audit trail.</summary>
/// <remarks>
/// An entry names a bed, an alarm, a device or a patient's key. The alarms and the associations say which of them
/// belong to a bed or to a patient.
/// </remarks>
internal sealed class AuditSearch(RecordReader reader)
{
    internal const string Columns = """
        SELECT audit.sequence, audit.at, audit.actor, audit.what, audit.subject, audit.detail, audit.origin,
               audit.hash, COALESCE(earlier.hash, segment.last_hash) AS Before
        FROM audit LEFT JOIN audit AS earlier ON earlier.sequence = audit.sequence - 1
                   LEFT JOIN audit_seals AS segment ON segment.last_sequence = audit.sequence - 1
        """;

    /// <summary>An association ends a moment before the audit trail says so.</summary>
    private static readonly TimeSpan EndsEarlier = TimeSpan.FromSeconds(5);

    private const string OfBed = """
        (audit.subject = @bed OR (audit.what = 'patient.viewed' AND audit.detail = @bed)
         OR audit.subject IN (SELECT id FROM alarms WHERE bed = @bed))
        """;

    private const string Keys = """
        SELECT patient_id FROM bindings
        WHERE patient_id = @patient OR lower(patient_name) LIKE lower(@named) ESCAPE '!'
        """;

    private const string OfPatient = $"""
        (audit.subject = @patient
         OR audit.subject IN ({Keys})
         OR audit.subject IN (SELECT id FROM alarms WHERE patient_id IN ({Keys}) OR patient_id = @patient)
         OR EXISTS (SELECT 1 FROM bindings AS bound
                    WHERE bound.bed = audit.subject AND bound.patient_id IN ({Keys})
                      AND audit.at >= bound.since AND (bound.until IS NULL OR audit.at <= bound.until + @slack)))
        """;

    private const string OfText = """
        (lower(audit.subject) LIKE lower(@text) ESCAPE '!' OR lower(audit.detail) LIKE lower(@text) ESCAPE '!'
         OR lower(audit.origin) LIKE lower(@text) ESCAPE '!')
        """;

    public async ValueTask<ImmutableArray<AuditRecord>> FindAsync(AuditQuery query, CancellationToken stop)
    {
        List<string> conditions = ["1 = 1"];
        Add(query.By, "lower(audit.actor) LIKE lower(@by) ESCAPE '!'");
        Add(query.What, "audit.what LIKE @what ESCAPE '!'");
        Add(query.Bed, OfBed);
        Add(query.Patient, OfPatient);
        Add(query.Text, OfText);
        Add(query.From, "audit.at >= @from");
        Add(query.To, "audit.at < @to");
        Add(query.Before, "audit.sequence < @before");
        Add(query.After, "audit.sequence > @after");
        var order = query.OldestFirst ? "ASC" : "DESC";
        var rows = await reader.RowsAsync<AuditRow>(
            $"""
            {Columns} WHERE {string.Join(" AND ", conditions)} ORDER BY audit.sequence {order} LIMIT @limit
            """,
            new
            {
                by = $"{Plain(query.By)}%",
                what = $"{Plain(query.What)}%",
                bed = query.Bed?.Storable(),
                patient = query.Patient?.Storable(),
                named = $"%{Plain(query.Patient)}%",
                text = $"%{Plain(query.Text)}%",
                slack = (long)EndsEarlier.TotalMicroseconds,
                from = query.From?.Micros(),
                to = query.To?.Micros(),
                before = query.Before,
                after = query.After,
                limit = query.Limit,
            },
            stop
        );
        return [.. rows.Select(row => row.ToRecord())];

        void Add(object? asked, string condition)
        {
            if (asked is not null and not "")
                conditions.Add(condition);
        }
    }

    public async ValueTask<AuditHead> HeadAsync(CancellationToken stop)
    {
        var last = await FindAsync(new() { Limit = 1 }, stop);
        return last.IsEmpty ? AuditHead.Empty : new(last[0].Sequence, Convert.ToHexStringLower(last[0].Hash.AsSpan()));
    }

    /// <summary>A text in which no character stands for others.</summary>
    private static string? Plain(string? text) =>
        text
            ?.Storable()
            .Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal);
}
