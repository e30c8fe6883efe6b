using System.Globalization;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;
using WardGrid.Web.Text;

namespace WardGrid.Web.Live;

/// <summary>
/// Turns a patient's snapshot into the message for the pages, without text in any language: the page chooses the words.
/// </summary>
public static class BedStates
{
    private static readonly QualityIssues[] AtTheBedside =
    [
        QualityIssues.Missing,
        QualityIssues.Flat,
        QualityIssues.Saturated,
        QualityIssues.Motion,
        QualityIssues.NoBeats,
        QualityIssues.HighFrequencyNoise,
        QualityIssues.PowerLine,
        QualityIssues.BaselineWander,
        QualityIssues.ImplausibleRhythm,
        QualityIssues.UnlikeBeats,
    ];

    public static BedState Of(PatientSnapshot bed, int slot) =>
        new(
            slot,
            bed.Bed,
            bed.Association.Ward,
            bed.Association.PatientName,
            bed.Association.Age.ToString(),
            bed.Association.Demo,
            bed.Version,
            bed.Connected,
            bed.LastFrameAt?.ToUnixTimeMilliseconds(),
            bed.ClockOffset?.TotalMilliseconds,
            bed.Epoch,
            bed.Model,
            [.. bed.Channels.Select(Channel)],
            WallTraces.Of(bed.Channels),
            Vitals(bed),
            [.. bed.Alarms.Select(a => Alarm(a, bed.InactiveOf(a)))],
            [.. bed.Inactive.Select(Inactive)],
            bed.Refused.Values.Sum()
        );

    /// <summary>The numbers of a tile, top to bottom.</summary>
    public static VitalLine[] Vitals(PatientSnapshot bed)
    {
        var vitals = bed.Vitals;
        var (limits, usual) = (bed.Limits, AlarmLimits.For(bed.Association.Age));
        var now = bed.Channels.IsDefaultOrEmpty
            ? bed.Seconds
            : Math.Max(bed.Seconds, bed.Channels.Max(c => c.EndSeconds));
        return
        [
            Line(
                "hr",
                vitals.HeartRate,
                "/min",
                new(limits.BradycardiaBelow, limits.TachycardiaAbove),
                new(usual.BradycardiaBelow, usual.TachycardiaAbove),
                now
            ),
            Line("pr", vitals.PulseRate, "/min", default, default, now),
            Line("spo2", vitals.Spo2, "%", new(limits.Spo2Below, null), new(usual.Spo2Below, null), now),
            Line("rr", vitals.RespirationRate, "/min", default, default, now),
            Pressure(
                vitals,
                new(limits.SystolicBelow, limits.SystolicAbove),
                new(usual.SystolicBelow, usual.SystolicAbove),
                now
            ),
        ];
    }

    private static VitalLine Line(string key, Reading reading, string unit, Bounds limits, Bounds usual, double now) =>
        new(
            key,
            Number(reading),
            null,
            unit,
            limits.Low,
            limits.High,
            reading.Source.ToString(),
            Age(reading, now),
            limits.Beyond(reading),
            limits.Beyond(reading) is null ? usual.Beyond(reading) : null,
            reading.Absent == AbsentReason.None ? null : reading.Absent.ToString()
        );

    private static VitalLine Pressure(VitalSigns vitals, Bounds limits, Bounds usual, double now) =>
        Line("abp", vitals.Systolic, "mmHg", limits, usual, now) with
        {
            Text =
                vitals.Systolic.Exists && vitals.Diastolic.Exists
                    ? $"{Number(vitals.Systolic)}/{Number(vitals.Diastolic)}"
                    : Number(vitals.Systolic),
            Detail = Number(vitals.Mean),
        };

    private static string? Number(Reading reading) =>
        reading.Exists ? MathF.Round(reading.Value).ToString(CultureInfo.InvariantCulture) : null;

    private static double Age(Reading reading, double now) =>
        reading.Exists || reading.AtSeconds > 0 ? Math.Max(0, Math.Round(now - reading.AtSeconds, 1)) : 0;

    private static ChannelLine Channel(ChannelState channel)
    {
        var declared = channel.Declaration;
        return new(
            declared.Index,
            declared.Name,
            declared.Kind.ToString(),
            declared.Unit,
            declared.Rate,
            declared.Gain,
            declared.Offset,
            channel.Quality.Second,
            MathF.Round(channel.Quality.Score, 2),
            Issues(channel.Quality.Issues),
            MathF.Round(channel.UsableShare, 2),
            ChannelMonitoring.WhyNot(declared)?.ToString()
        );
    }

    /// <summary>
    /// The names of the issues, which are the keys of their texts, in the order in which a person at the bedside would
    /// check them.
    /// </summary>
    public static string[] Issues(QualityIssues issues) =>
        [.. AtTheBedside.Where(i => issues.HasFlag(i)).Select(i => i.ToString())];

    private static AlarmLine Alarm(Alarm alarm, AlarmInactivation? inactive) =>
        new(
            alarm.Id,
            alarm.Kind.ToString(),
            (int)alarm.Priority,
            alarm.Origin.ToString(),
            AlarmName.Bare(alarm.Text),
            AlarmName.Verdict(alarm)?.ToString(),
            AlarmHandling.DecisionOf(alarm)?.Evidence.Reasons.FirstOrDefault()?.ToString(),
            alarm.RaisedAt.ToUnixTimeMilliseconds(),
            alarm.EndedAt?.ToUnixTimeMilliseconds(),
            alarm.Silent,
            alarm.AcknowledgedAt?.ToUnixTimeMilliseconds(),
            alarm.AcknowledgedBy,
            inactive?.State.ToString(),
            inactive?.Until?.ToUnixTimeMilliseconds(),
            alarm.DeviceLost,
            alarm.Others.IsEmpty
                ? null
                : [.. alarm.Others.Select(o => new OtherLine(o.Kind.ToString(), o.Origin.ToString(), o.Text))]
        );

    private static InactiveLine Inactive(AlarmInactivation inactive) =>
        new(
            inactive.Kind.ToString(),
            inactive.Text,
            inactive.State.ToString(),
            inactive.By,
            inactive.Since.ToUnixTimeMilliseconds(),
            inactive.Until?.ToUnixTimeMilliseconds(),
            inactive.Reason
        );

    /// <summary>A range; either end may be missing.</summary>
    private readonly record struct Bounds(float? Low, float? High)
    {
        public string? Beyond(Reading reading)
        {
            if (!reading.Exists)
                return null;
            if (reading.Value < Low)
                return "low";
            return reading.Value > High ? "high" : null;
        }
    }
}
