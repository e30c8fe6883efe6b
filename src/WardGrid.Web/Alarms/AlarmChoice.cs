using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;

namespace WardGrid.Web.Alarms;

/// <summary>The alarms that the review page shows, as its selects have them; an empty value means any.</summary>
public sealed class AlarmChoice
{
    /// <summary>Only alarms without a nurse's verdict.</summary>
    public const string Queue = "queue";

    public const string All = "all";

    /// <summary><see cref="Queue"/>, <see cref="All"/>, or a nurse's verdict.</summary>
    public string Show { get; set; } = Queue;

    public string Bed { get; set; } = "";

    public string Kind { get; set; } = "";

    /// <summary>WardGrid's verdict.</summary>
    public string Verdict { get; set; } = "";

    public AlarmQuery Query(int limit, AlarmPlace? after = null) =>
        new(Bed.Length == 0 ? null : Bed, Unreviewed: Show == Queue ? true : null, Limit: limit)
        {
            EventsOnly = true,
            Kind = Read<AlarmKind>(Kind),
            Verdict = Read<Verdict>(Verdict),
            Nurse = Read<NurseVerdict>(Show),
            After = after,
        };

    private static T? Read<T>(string word)
        where T : struct, Enum => Enum.TryParse<T>(word, out var value) && Enum.IsDefined(value) ? value : null;
}
