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
    public AlarmKind? Kind { get; init; }

    /// <summary>WardGrid's verdict.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The nurses' verdict: the newest one counts.</summary>
    public NurseVerdict? Nurse { get; init; }

    /// <summary>
    /// Only alarms that stand after this one in the list: the next page begins there, whatever has been added or
    /// reviewed since.
    /// </summary>
    public AlarmPlace? After { get; init; }

    /// <summary>
    /// One alarm for each event: those that are part of another one's event are left out. Kind and verdict may be any
    /// of the event's.
    /// </summary>
    public bool EventsOnly { get; init; }

    /// <summary>The alarms that are part of the event that this one stands for.</summary>
    public string? PartOf { get; init; }
}

/// <summary>Where an alarm stands in a list of the newest first.</summary>
public readonly record struct AlarmPlace(DateTimeOffset RaisedAt, string Id);
