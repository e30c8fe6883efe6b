using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>Which alarms to read; null means any.</summary>
/// <param name="From">Raised at this time or later.</param>
/// <param name="To">Raised before this time.</param>
/// <param name="Unreviewed">Whether no nurse has given a verdict yet.</param>
/// <param name="Open">Whether the alarm still lasts; acknowledged or not.</param>
public sealed record AlarmQuery(
    string? Bed = null,
    string? PatientId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool? Unreviewed = null,
    bool? Open = null,
    int Limit = 200
)
{
    /// <summary>This one alarm.</summary>
    public string? Id { get; init; }

    /// <summary>Alarms of patients who were on these wards then; empty means any ward.</summary>
    public ImmutableHashSet<string> Wards { get; init; } = [];

    public AlarmKind? Kind { get; init; }

    /// <summary>WardGrid's verdict: the second one where there are two.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The nurses' verdict: the newest one counts.</summary>
    public NurseVerdict? Nurse { get; init; }

    /// <summary>
    /// Only alarms after this one in the list. The next page begins there, even if alarms were added or reviewed since.
    /// </summary>
    public AlarmPlace? After { get; init; }

    /// <summary>
    /// One alarm for each event: alarms that are part of another alarm's event are left out. Kind and verdict may match
    /// any alarm of the event.
    /// </summary>
    public bool EventsOnly { get; init; }

    /// <summary>The alarms of the event for which this one stands.</summary>
    public string? PartOf { get; init; }
}

/// <summary>The place of an alarm in a list with the newest first.</summary>
public readonly record struct AlarmPlace(DateTimeOffset RaisedAt, string Id);
