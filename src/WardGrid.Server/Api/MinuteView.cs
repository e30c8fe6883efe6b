using WardGrid.Patients.Trends;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Server.Api;

/// <summary>
/// A minute as <c>GET /api/beds/{bed}/minutes</c> gives it: medians, null without a reading. A minute without a device
/// is left out.
/// </summary>
public sealed record MinuteView(
    DateTimeOffset Minute,
    string Bed,
    double? HeartRate,
    double? PulseRate,
    double? Spo2,
    double? RespirationRate,
    double? Systolic,
    double? Diastolic,
    double? Mean,
    IEnumerable<MinuteChannelView> Channels
)
{
    public static MinuteView Of(MinuteValues minute) =>
        new(
            minute.Minute,
            minute.Bed,
            Value(minute.Vitals.HeartRate),
            Value(minute.Vitals.PulseRate),
            Value(minute.Vitals.Spo2),
            Value(minute.Vitals.RespirationRate),
            Value(minute.Vitals.Systolic),
            Value(minute.Vitals.Diastolic),
            Value(minute.Vitals.Mean),
            minute.Channels.Select(MinuteChannelView.Of)
        );

    private static double? Value(float? sign) => sign is { } value ? Math.Round(value, 1) : null;
}

/// <param name="JudgedSeconds">Seconds of the minute that were judged.</param>
/// <param name="UsableSeconds">The judged seconds that were good enough for a decision.</param>
/// <param name="Issue">The most frequent fault of the others.</param>
public sealed record MinuteChannelView(
    string Channel,
    SignalKind Kind,
    int JudgedSeconds,
    int UsableSeconds,
    QualityIssues Issue,
    string Words
)
{
    public static MinuteChannelView Of(MinuteChannel channel) =>
        new(channel.Name, channel.Kind, channel.Judged, channel.Usable, channel.MainIssue, channel.Words);
}
