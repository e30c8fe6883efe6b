using System.Globalization;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Vitals;

namespace WardGrid.Web.Live;

/// <summary>Turns a patient's snapshot into what the pages are told, free of any language: words are chosen in the page.</summary>
public static class BedStates
{
    private static readonly QualityIssues[] AtTheBedside =
    [
        QualityIssues.Missing, QualityIssues.Flat, QualityIssues.Saturated, QualityIssues.Motion, QualityIssues.NoBeats,
        QualityIssues.HighFrequencyNoise, QualityIssues.PowerLine, QualityIssues.BaselineWander, QualityIssues.ImplausibleRhythm,
        QualityIssues.UnlikeBeats,
    ];

    public static BedState Of(PatientSnapshot bed, int slot) => new(
        slot, bed.Bed, bed.Binding.Ward, bed.Binding.PatientName, bed.Binding.Age.ToString(), bed.Binding.Demo, bed.Version, bed.Connected,
        bed.LastFrameAt?.ToUnixTimeMilliseconds(), bed.ClockOffset?.TotalMilliseconds, bed.Epoch, bed.Model,
        [.. bed.Channels.Select(Channel)], WallTraces.Of(bed.Channels), Vitals(bed), [.. bed.Alarms.Select(a => Alarm(a, bed.InactiveOf(a)))],
        [.. bed.Inactive.Select(Inactive)], bed.Refused.Values.Sum());

    /// <summary>The numbers of a tile, top to bottom.</summary>
    public static VitalLine[] Vitals(PatientSnapshot bed)
    {
        var (vitals, limits) = (bed.Vitals, bed.Limits);
        var now = bed.Channels.IsDefaultOrEmpty ? 0 : bed.Channels.Max(c => c.EndSeconds);
        return
        [
            Line("hr", vitals.HeartRate, "/min", limits.BradycardiaBelow, limits.TachycardiaAbove, now),
            Line("pr", vitals.PulseRate, "/min", null, null, now),
            Line("spo2", vitals.Spo2, "%", limits.Spo2Below, null, now),
            Line("rr", vitals.RespirationRate, "/min", null, null, now),
            Pressure(vitals, limits, now),
        ];
    }

    private static VitalLine Line(string key, Reading reading, string unit, float? low, float? high, double now) => new(
        key, Number(reading), null, unit, low, high, reading.Source.ToString(), Age(reading, now), Beyond(reading, low, high));

    private static VitalLine Pressure(VitalSigns vitals, AlarmLimits limits, double now) => new(
        "abp",
        vitals.Systolic.Exists && vitals.Diastolic.Exists ? $"{Number(vitals.Systolic)}/{Number(vitals.Diastolic)}" : Number(vitals.Systolic),
        Number(vitals.Mean), "mmHg", limits.SystolicBelow, limits.SystolicAbove, vitals.Systolic.Source.ToString(), Age(vitals.Systolic, now),
        Beyond(vitals.Systolic, limits.SystolicBelow, limits.SystolicAbove));

    private static string? Number(Reading reading) => reading.Exists ? MathF.Round(reading.Value).ToString(CultureInfo.InvariantCulture) : null;

    private static double Age(Reading reading, double now) => reading.Exists ? Math.Max(0, Math.Round(now - reading.AtSeconds, 1)) : 0;

    private static string? Beyond(Reading reading, float? low, float? high) =>
        !reading.Exists ? null : reading.Value < low ? "low" : reading.Value > high ? "high" : null;

    private static ChannelLine Channel(ChannelState channel)
    {
        var declared = channel.Declaration;
        return new(
            declared.Index, declared.Name, declared.Kind.ToString(), declared.Unit, declared.Rate, declared.Gain, declared.Offset,
            channel.Quality.Second, MathF.Round(channel.Quality.Score, 2), Issues(channel.Quality.Issues), MathF.Round(channel.UsableShare, 2));
    }

    /// <summary>The names of the issues, the keys of their words, in the order in which a person at the bedside would look.</summary>
    public static string[] Issues(QualityIssues issues) => [.. AtTheBedside.Where(i => issues.HasFlag(i)).Select(i => i.ToString())];

    private static AlarmLine Alarm(Alarm alarm, InactiveAlarm? inactive) => new(
        alarm.Id, alarm.Kind.ToString(), (int)alarm.Priority, alarm.Origin.ToString(), alarm.Text, alarm.Decision?.Verdict.ToString(),
        alarm.Decision?.Evidence.Reasons.FirstOrDefault()?.ToString(), alarm.RaisedAt.ToUnixTimeMilliseconds(), alarm.EndedAt?.ToUnixTimeMilliseconds(),
        alarm.Silent, alarm.AcknowledgedAt?.ToUnixTimeMilliseconds(), alarm.AcknowledgedBy, inactive?.State.ToString(), inactive?.Until?.ToUnixTimeMilliseconds());

    private static InactiveLine Inactive(InactiveAlarm inactive) => new(
        inactive.Kind.ToString(), inactive.Text, inactive.State.ToString(), inactive.By, inactive.Since.ToUnixTimeMilliseconds(),
        inactive.Until?.ToUnixTimeMilliseconds(), inactive.Reason);
}
