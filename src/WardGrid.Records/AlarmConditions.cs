using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>An <see cref="AlarmQuery"/> as the condition of a statement on the table <c>alarms</c>.</summary>
internal static class AlarmConditions
{
    private const string Reviewed = "EXISTS (SELECT 1 FROM reviews WHERE alarm_id = alarms.id)";
    private const string NewestReview =
        "(SELECT reviews.verdict FROM reviews WHERE alarm_id = alarms.id ORDER BY reviews.id DESC LIMIT 1)";

    /// <summary>The patient was in this bed of one of the wards.</summary>
    private const string OfTheWards = """
        EXISTS (SELECT 1 FROM bindings
            WHERE bindings.patient_id = alarms.patient_id AND bindings.bed = alarms.bed AND bindings.ward IN @Wards)
        """;

    /// <summary>The kinds that are verified. Other kinds are recorded as confirmed.</summary>
    private static readonly string Verified = string.Join(
        ", ",
        Enum.GetValues<AlarmKind>().Where(AlarmHandling.IsVerified).Select(kind => $"'{kind}'")
    );

    /// <summary>The WHERE clause; empty if every alarm is asked for.</summary>
    public static string Where(AlarmQuery query)
    {
        List<string> conditions = [];
        Add(query.Id is not null, "id = @Id");
        Add(!query.Wards.IsEmpty, OfTheWards);
        Add(query.Bed is not null, "bed = @Bed");
        Add(query.PatientId is not null, "patient_id = @PatientId");
        Add(query.From is not null, "raised_at >= @From");
        Add(query.To is not null, "raised_at < @To");
        Add(query.Unreviewed is true, $"NOT {Reviewed}");
        Add(query.Unreviewed is false, Reviewed);
        Add(query.Open is true, OfEvent(table => $"{table}.ended_at IS NULL"));
        Add(query.Open is false, $"NOT {OfEvent(table => $"{table}.ended_at IS NULL")}");
        Add(query.EventsOnly, "part_of IS NULL");
        Add(query.PartOf is not null, "part_of = @PartOf");
        Add(query.Kind is not null, OfEvent(table => $"{table}.kind = @Kind"));
        Add(
            query.Verdict is not null,
            OfEvent(table =>
                $"(COALESCE({table}.second_verdict, {table}.verdict) = @Verdict AND {table}.kind IN ({Verified}))"
            )
        );
        Add(query.Nurse is not null, $"{NewestReview} = @Nurse");
        Add(query.After is not null, "(raised_at < @AfterAt OR (raised_at = @AfterAt AND id < @AfterId))");
        return conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";

        // A query finds an event by any of its alarms.
        string OfEvent(Func<string, string> condition) =>
            query.EventsOnly
                ? $"({condition("alarms")} OR EXISTS "
                    + $"(SELECT 1 FROM alarms part WHERE part.part_of = alarms.id AND {condition("part")}))"
                : condition("alarms");

        void Add(bool asked, string condition)
        {
            if (asked)
                conditions.Add(condition);
        }
    }

    /// <summary>The values of the condition's parameters.</summary>
    public static object Values(AlarmQuery query) =>
        new
        {
            Id = query.Id?.Storable(),
            Wards = query.Wards.ToArray(),
            Bed = query.Bed?.Storable(),
            PatientId = query.PatientId?.Storable(),
            From = query.From?.Micros(),
            To = query.To?.Micros(),
            PartOf = query.PartOf?.Storable(),
            Kind = query.Kind?.ToString(),
            Verdict = query.Verdict?.ToString(),
            Nurse = query.Nurse?.ToString(),
            AfterAt = query.After?.RaisedAt.Micros(),
            AfterId = query.After?.Id.Storable(),
            query.Limit,
        };
}
