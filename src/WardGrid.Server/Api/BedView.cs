using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;

namespace WardGrid.Server.Api;

/// <summary>A bed as <c>GET /api/ward</c> and <c>GET /api/beds/{bed}</c> give it.</summary>
/// <param name="HeartRate">Beats per minute from the ECG; null, as all numbers are, where there is none or the bed is
/// not connected.</param>
/// <param name="Spo2">Percent.</param>
/// <param name="ClockOffsetMs">Device clock minus server clock, milliseconds.</param>
/// <param name="Inactive">Alarms that are paused or off.</param>
/// <param name="Refused">Refused messages by reason.</param>
public sealed record BedView(
    string Bed,
    string Ward,
    string Patient,
    string PatientId,
    bool Demo,
    bool Connected,
    DateTimeOffset? LastFrameAt,
    string Device,
    string Model,
    double? HeartRate,
    double? PulseRate,
    double? Spo2,
    double? RespirationRate,
    double? Systolic,
    double? Diastolic,
    double? Mean,
    IEnumerable<QualityView> Quality,
    IEnumerable<AlarmView> Alarms,
    AlarmLimits Limits,
    ImmutableArray<AlarmInactivation> Inactive,
    double? ClockOffsetMs,
    long FramesAccepted,
    long FramesMissed,
    ImmutableDictionary<RefusalReason, long> Refused,
    DateTimeOffset At
)
{
    public static BedView Of(PatientSnapshot bed) => Of(bed, bed.Heard ? bed.Vitals : VitalSigns.None);

    /// <summary>
    /// The last numbers of a silent device say nothing about now, so a bed whose device is silent has none.
    /// </summary>
    private static BedView Of(PatientSnapshot bed, VitalSigns vitals) =>
        new(
            bed.Bed,
            bed.Association.Ward,
            bed.Association.PatientName,
            bed.Association.PatientId,
            bed.Association.Demo,
            bed.Connected,
            bed.LastFrameAt,
            bed.Association.Device,
            bed.Model,
            Value(vitals.HeartRate),
            Value(vitals.PulseRate),
            Value(vitals.Spo2),
            Value(vitals.RespirationRate),
            Value(vitals.Systolic),
            Value(vitals.Diastolic),
            Value(vitals.Mean),
            bed.Channels.Select(QualityView.Of),
            bed.Alarms.Select(AlarmView.Of),
            bed.Limits,
            bed.Inactive,
            bed.ClockOffset?.TotalMilliseconds,
            bed.FramesAccepted,
            bed.FramesMissed,
            bed.Refused,
            bed.At
        );

    private static double? Value(Reading reading) => reading.Exists ? Math.Round(reading.Value, 1) : null;
}

/// <param name="Score">0 unusable to 1 clean: the newest finished second.</param>
/// <param name="UsableShare">Share of the last 60 seconds that were usable.</param>
/// <param name="Arrives">Whether its samples arrive, missing ones included.</param>
public sealed record QualityView(
    string Channel,
    SignalKind Kind,
    double Score,
    string[] Issues,
    double UsableShare,
    bool Arrives
)
{
    public static QualityView Of(ChannelState channel) =>
        new(
            channel.Declaration.Name,
            channel.Declaration.Kind,
            Math.Round(channel.Quality.Score, 3),
            [
                .. Enum.GetValues<QualityIssues>()
                    .Where(i => i != QualityIssues.None && channel.Quality.Issues.HasFlag(i))
                    .Select(i => i.ToString()),
            ],
            Math.Round(channel.UsableShare, 3),
            channel.Arrives
        );
}

/// <summary>An alarm as a list shows it; <see cref="AlarmDetails"/> holds its evidence too.</summary>
/// <param name="Verdict">Null until the alarm has been verified, and for kinds that are not verified.</param>
public sealed record AlarmView(
    string Id,
    string Bed,
    bool Demo,
    AlarmKind Kind,
    AlarmPriority Priority,
    AlarmOrigin Origin,
    string Text,
    DateTimeOffset RaisedAt,
    DateTimeOffset? EndedAt,
    Verdict? Verdict,
    ImmutableArray<string> Reasons,
    bool Silent,
    DateTimeOffset? AcknowledgedAt,
    string? AcknowledgedBy,
    bool DeviceLost,
    string? PartOf
)
{
    /// <summary>
    /// The end of the alarm's event, which is the end of its last source; null while a source lasts, and for an alarm
    /// that is a part of another's event.
    /// </summary>
    public DateTimeOffset? EventEndedAt { get; init; }

    /// <summary>
    /// The verdict that the half minute after the alarm gave; null if it did not change <see cref="Verdict"/>.
    /// </summary>
    public Verdict? SecondVerdict { get; init; }

    public DateTimeOffset? SecondVerdictAt { get; init; }

    /// <summary>The reasons of the second verdict; empty without one.</summary>
    public ImmutableArray<string> SecondReasons { get; init; } = [];

    /// <summary>The other alarms of this alarm's event; empty unless the caller asks for events.</summary>
    public ImmutableArray<PartView> Others { get; init; } = [];

    public static AlarmView Of(Alarm alarm) =>
        new(
            alarm.Id,
            alarm.Bed,
            alarm.Demo,
            alarm.Kind,
            alarm.Priority,
            alarm.Origin,
            alarm.Text,
            alarm.RaisedAt,
            alarm.EndedAt,
            AlarmHandling.FirstVerdictOf(alarm),
            [.. alarm.Decision?.Evidence.Reasons.Select(r => r.ToString()) ?? []],
            alarm.Silent,
            alarm.AcknowledgedAt,
            alarm.AcknowledgedBy,
            alarm.DeviceLost,
            alarm.PartOf
        )
        {
            SecondVerdict = alarm.Second?.Decision.Verdict,
            SecondVerdictAt = alarm.Second?.At,
            SecondReasons = [.. alarm.Second?.Decision.Evidence.Reasons.Select(r => r.ToString()) ?? []],
            EventEndedAt = alarm.PartOf is null ? AlarmEvents.EndOf(alarm) : null,
            Others =
            [
                .. alarm.Others.Select(o => new PartView(
                    o.Id,
                    o.Kind,
                    o.Origin,
                    o.Text,
                    o.RaisedAt,
                    o.EndedAt,
                    AlarmHandling.VerdictOf(o)
                )),
            ],
        };
}

/// <summary>Another alarm of the same event.</summary>
public sealed record PartView(
    string Id,
    AlarmKind Kind,
    AlarmOrigin Origin,
    string Text,
    DateTimeOffset RaisedAt,
    DateTimeOffset? EndedAt,
    Verdict? Verdict
);

/// <summary>An alarm with its evidence card and the nurses' verdicts.</summary>
/// <param name="SecondEvidence">That of the second verdict; null without one.</param>
public sealed record AlarmDetails(
    AlarmView Alarm,
    EvidenceCard? Evidence,
    ImmutableArray<AlarmReview> Reviews,
    bool HasStrip,
    EvidenceCard? SecondEvidence = null
);
