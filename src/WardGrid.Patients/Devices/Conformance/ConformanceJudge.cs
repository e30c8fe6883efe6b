using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>Judges a device by what a run has heard of it.</summary>
internal static class ConformanceJudge
{
    /// <summary>Reasons that have a requirement of their own, so that one fault is named once.</summary>
    private static readonly ImmutableArray<RefusalReason> JudgedElsewhere =
    [
        RefusalReason.RepeatedSequence,
        RefusalReason.SampleCounterWentBack,
        RefusalReason.NotBound,
    ];

    public static IEnumerable<Finding> Judge(HeardDevice heard) =>
        [.. Messages(heard), .. Times(heard), .. Stream(heard), .. SignalJudge.Judge(heard), .. Alarms(heard)];

    private static IEnumerable<Finding> Messages(HeardDevice heard)
    {
        yield return Of(Requirement.Birth, BirthResult(heard), reasons: Reason(heard.BirthRefusal));
        foreach (var channel in heard.Waves.Channels)
        {
            var why = ChannelMonitoring.WhyNot(channel.Read);
            yield return Of(
                Requirement.Analysed,
                why is null ? Conformity.Pass : Conformity.Fail,
                channel.Declared.Name,
                reasons: why is null ? [] : [$"notMonitored.{why}"]
            );
        }

        foreach (var channel in heard.Waves.Channels)
        {
            yield return Of(
                Requirement.ChannelsSend,
                channel.Sends ? Conformity.Pass : Conformity.Fail,
                channel.Declared.Name
            );
        }

        yield return Refused(heard);
        yield return Of(
            Requirement.Guaranteed,
            ResultOf(heard.Announcements > 0, heard.Unguaranteed == 0),
            measured: [new("messages", heard.Announcements), new("qos0", heard.Unguaranteed)]
        );
        var isLong =
            heard.Waves.Shortest >= ConformanceLimits.ShortestBundle - 0.001
            && heard.Waves.Longest <= ConformanceLimits.LongestBundle + 0.001;
        yield return Of(
            Requirement.BundleLength,
            ResultOf(heard.HasWaves, isLong),
            measured: [new("shortest", heard.Waves.Shortest, "s"), new("longest", heard.Waves.Longest, "s")]
        );
        yield return Of(
            Requirement.Numbers,
            ResultOf(heard.Numbers.Count > 0, heard.Numbers.Percentile(0.99) <= ConformanceLimits.NumbersPause),
            measured: [new("p50", heard.Numbers.Percentile(0.5), "s"), new("p99", heard.Numbers.Percentile(0.99), "s")]
        );
    }

    private static Conformity BirthResult(HeardDevice heard)
    {
        if (heard.BirthRefusal.IsRefused)
            return Conformity.Fail;
        return ResultOf(heard.Birth is not null || heard.Messages > 0, heard.Birth is not null);
    }

    private static Finding Refused(HeardDevice heard)
    {
        var refused = heard.Refused.Where(r => r.Value > 0 && !JudgedElsewhere.Contains(r.Key)).ToList();
        return Of(
            Requirement.NothingRefused,
            ResultOf(heard.Messages > 0, refused.Count == 0),
            measured: [new("refused", refused.Sum(r => r.Value))],
            reasons: [.. refused.Select(r => $"refused.{r.Key}")]
        );
    }

    private static IEnumerable<Finding> Times(HeardDevice heard)
    {
        foreach (var channel in heard.Waves.Channels)
        {
            yield return Of(
                Requirement.SampleRate,
                Drift(channel.RatePpm, channel.RateUncertaintyPpm),
                channel.Declared.Name,
                [
                    new("declared", channel.Declared.Rate, "/s"),
                    new("measured", channel.Declared.Rate * (1 + channel.RatePpm / 1e6), "/s"),
                    new("drift", channel.RatePpm, "ppm"),
                    new("uncertainty", channel.RateUncertaintyPpm, "ppm"),
                ]
            );
        }

        var clock = heard.Waves.Clock;
        yield return Of(
            Requirement.ClockOffset,
            ResultOf(
                !double.IsNaN(clock.OffsetSeconds),
                Math.Abs(clock.OffsetSeconds) <= ConformanceLimits.ClockOffset
            ),
            measured: [new("offset", clock.OffsetSeconds, "s")]
        );
        yield return Of(
            Requirement.ClockDrift,
            Drift(clock.DriftPpm, clock.DriftUncertaintyPpm),
            measured: [new("drift", clock.DriftPpm, "ppm"), new("uncertainty", clock.DriftUncertaintyPpm, "ppm")]
        );
        var jitter = clock.Delays.Percentile(0.99);
        yield return Of(
            Requirement.Jitter,
            ResultOf(clock.Delays.Count > 0, jitter <= ConformanceLimits.Jitter),
            measured: [new("p50", clock.Delays.Percentile(0.5), "s"), new("p99", jitter, "s")]
        );
    }

    /// <summary>A drift that the run was too short to tell from none is neither a pass nor a fail.</summary>
    private static Conformity Drift(double ppm, double uncertainty)
    {
        if (Math.Abs(ppm) - uncertainty > ConformanceLimits.DriftPpm)
            return Conformity.Fail;
        var isCertain = Math.Abs(ppm) + uncertainty <= ConformanceLimits.DriftPpm;
        return isCertain ? Conformity.Pass : Conformity.NoTestData;
    }

    private static IEnumerable<Finding> Stream(HeardDevice heard)
    {
        foreach (var channel in heard.Waves.Channels)
        {
            var isWhole =
                channel.GapPercent <= ConformanceLimits.GapPercent
                && channel.LongestGapSeconds <= ConformanceLimits.LongestGap;
            yield return Of(
                Requirement.Gaps,
                ResultOf(channel.Sends, isWhole),
                channel.Declared.Name,
                [
                    new("gaps", channel.Gaps),
                    new("longest", channel.LongestGapSeconds, "s"),
                    new("missing", channel.GapPercent, "%"),
                ]
            );
        }

        var sequence = heard.Waves.Sequence;
        var repeated = sequence.Bundles == 0 ? 0 : 100.0 * sequence.Repeated / sequence.Bundles;
        yield return Of(
            Requirement.Duplicates,
            ResultOf(heard.HasWaves, repeated <= ConformanceLimits.DuplicatePercent),
            measured: [new("bundles", sequence.Bundles), new("repeated", sequence.Repeated)]
        );
        yield return Of(
            Requirement.Order,
            ResultOf(heard.HasWaves, sequence.Late == 0),
            measured: [new("bundles", sequence.Bundles), new("late", sequence.Late)]
        );
        yield return Of(
            Requirement.Connection,
            ResultOf(heard.KeepAlive is not null, heard.Connections == 0),
            measured: [new("reconnections", heard.Connections)]
        );
        yield return Of(
            Requirement.KeepAlive,
            ResultOf(heard.KeepAlive is not null, heard.KeepAlive is > 0 and <= ConformanceLimits.KeepAlive),
            measured: heard.KeepAlive is { } seconds ? [new("keepAlive", seconds, "s")] : []
        );
    }

    private static IEnumerable<Finding> Alarms(HeardDevice heard)
    {
        var alerts = heard.Alerts;
        var longest = double.IsNaN(alerts.LongestInAll) ? alerts.LongestToView : alerts.LongestInAll;
        yield return Of(
            Requirement.AlarmRoundTrip,
            ResultOf(heard.IsBound && alerts.Shown > 0, longest <= ConformanceLimits.AlarmRoundTrip),
            measured:
            [
                new("alarms", alerts.Starts),
                new("t1t2", alerts.LongestToSignal, "s"),
                new("t2t3", alerts.LongestToView, "s"),
                new("t1t3", alerts.LongestInAll, "s"),
            ]
        );
        yield return Of(
            Requirement.AlarmPhases,
            ResultOf(alerts.Starts + alerts.Ends + alerts.WithoutStart > 0, alerts.WithoutStart == 0),
            measured: [new("starts", alerts.Starts), new("ends", alerts.Ends), new("withoutStart", alerts.WithoutStart)]
        );
    }

    /// <summary>No test data, or pass or fail.</summary>
    internal static Conformity ResultOf(bool hasData, bool isGood)
    {
        if (!hasData)
            return Conformity.NoTestData;
        return isGood ? Conformity.Pass : Conformity.Fail;
    }

    internal static Finding Of(
        Requirement requirement,
        Conformity result,
        string? channel = null,
        ImmutableArray<Measurement> measured = default,
        ImmutableArray<string> reasons = default
    ) =>
        new(
            requirement.Id,
            channel,
            result,
            measured.IsDefault ? [] : [.. measured.Where(m => double.IsFinite(m.Value))],
            reasons.IsDefault ? [] : reasons
        );

    private static ImmutableArray<string> Reason(Refusal refusal) =>
        refusal.IsRefused ? [$"refused.{refusal.Reason}"] : [];
}
