using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>One alarm of one patient, from its start to its end.</summary>
/// <param name="Id">Unique in the hospital: patient, device epoch and the device's own name of the alarm.</param>
/// <param name="Decision">The verdict and its evidence; null until the alarm has been verified.</param>
/// <param name="Silent">Whether the alarm makes no sound, because it was refuted in active mode and this was recorded;
/// never for asystole and VF.</param>
public sealed record Alarm(
    string Id,
    string PatientId,
    string Bed,
    bool Demo,
    AlarmKind Kind,
    AlarmPriority Priority,
    AlarmOrigin Origin,
    string Text,
    DateTimeOffset RaisedAt,
    DateTimeOffset? EndedAt,
    AlarmDecision? Decision,
    bool Silent,
    DateTimeOffset? AcknowledgedAt,
    string? AcknowledgedBy
)
{
    /// <summary>
    /// Whether the alarm ended because its device left or fell silent; then nobody saw its cause end.
    /// </summary>
    public bool DeviceLost { get; init; }

    /// <summary>
    /// The verdict that the samples of the half minute after the alarm gave; null if they did not change it.
    /// </summary>
    public SecondVerdict? Second { get; init; }

    /// <summary>
    /// The alarm that stands for the event to which this one belongs; null if this one stands for it.
    /// </summary>
    public string? PartOf { get; init; }

    /// <summary>
    /// The other alarms of the same event; filled in on the ward and in lists, if this alarm stands for the event.
    /// </summary>
    public ImmutableArray<AlarmPart> Others { get; init; } = [];

    /// <summary>
    /// The number of earlier unacknowledged events that this line of the ward stands for too; 0 in records.
    /// </summary>
    public int Earlier { get; init; }
}

/// <summary>A second verdict on an alarm that differs from the first, and when it was given.</summary>
/// <remarks>It never makes an alarm silent. One that is not "refuted" makes a silent alarm sound again.</remarks>
public sealed record SecondVerdict(AlarmDecision Decision, DateTimeOffset At);

/// <summary>Another alarm of the same event.</summary>
public sealed record AlarmPart(
    string Id,
    AlarmKind Kind,
    AlarmOrigin Origin,
    string Text,
    Verdict? Verdict,
    DateTimeOffset RaisedAt,
    DateTimeOffset? EndedAt
)
{
    public static AlarmPart Of(Alarm alarm) =>
        new(
            alarm.Id,
            alarm.Kind,
            alarm.Origin,
            alarm.Text,
            AlarmHandling.DecisionOf(alarm)?.Verdict,
            alarm.RaisedAt,
            alarm.EndedAt
        );
}

/// <summary>The waveforms around an alarm, exactly as the device sent them.</summary>
/// <param name="AlarmId">The alarm it belongs to.</param>
/// <param name="AlarmSeconds">The time of the alarm, in seconds since the epoch.</param>
public sealed record AlarmStrip(string AlarmId, double AlarmSeconds, ImmutableArray<StripChannel> Channels);

/// <summary>One channel of a strip.</summary>
/// <param name="Start">Sample number of the first sample.</param>
/// <param name="Samples">Raw values; <see cref="ChannelDeclaration.Missing"/> where missing.</param>
public sealed record StripChannel(ChannelDeclaration Declaration, long Start, ImmutableArray<short> Samples);

/// <summary>A nurse's verdict on an alarm after looking at its strip.</summary>
public enum NurseVerdict
{
    True,
    False,
    Unsure,
}

/// <summary>A nurse's verdict on an alarm; the newest one counts, all are kept.</summary>
public sealed record AlarmReview(string AlarmId, NurseVerdict Verdict, string By, DateTimeOffset At, string? Note)
{
    /// <summary>The network address from where the nurse reviewed; only the audit trail holds it.</summary>
    public string From { get; init; } = "";
}
