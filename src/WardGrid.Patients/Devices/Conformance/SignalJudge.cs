using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using static WardGrid.Patients.Devices.Conformance.ConformanceJudge;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>Judges the samples of a device: their size, range, steps, and whether they move.</summary>
internal static class SignalJudge
{
    public static IEnumerable<Finding> Judge(HeardDevice heard)
    {
        var channels = heard.Waves.Channels.Where(c => c.Read.Kind != SignalKind.Other).ToList();
        var amplitudes = channels.Select(c => (c.Read.Kind, Finding: Amplitude(c))).ToList();
        var wrong = amplitudes.Where(a => a.Finding.Result == Conformity.Fail).Select(a => a.Kind).ToHashSet();
        return
        [
            .. amplitudes.Select(a => a.Finding),
            .. channels.Select(Saturation),
            .. channels.Select(c => Resolution(c, wrong.Contains(c.Read.Kind))),
            .. channels.Select(Flat),
            .. Leads(heard.Waves.Leads),
            .. channels.Where(c => c.Read.Kind == SignalKind.Ecg).Select(LeadOff),
        ];
    }

    /// <summary>Only signals with a unit of the body have a size that can be wrong.</summary>
    private static Finding Amplitude(ChannelMeasure channel)
    {
        var gain = Math.Abs(channel.Read.Gain);
        var swing = channel.Samples.Swing / gain;
        var mean = (channel.Samples.Mean - channel.Read.Offset) / channel.Read.Gain;
        var hasData = !double.IsNaN(swing);
        return channel.Read.Kind switch
        {
            SignalKind.Ecg => Of(
                Requirement.Amplitude,
                ResultOf(hasData, swing is >= ConformanceLimits.SmallestEcg and <= ConformanceLimits.LargestEcg),
                channel.Declared.Name,
                [new("swing", swing, "mV")]
            ),
            SignalKind.ArterialPressure => Of(
                Requirement.Amplitude,
                ResultOf(
                    hasData,
                    mean is >= ConformanceLimits.LowestPressure and <= ConformanceLimits.HighestPressure
                        && swing is >= ConformanceLimits.SmallestPulse and <= ConformanceLimits.LargestPulse
                ),
                channel.Declared.Name,
                [new("swing", swing, "mmHg"), new("mean", mean, "mmHg")]
            ),
            _ => Of(Requirement.Amplitude, Conformity.NoTestData, channel.Declared.Name),
        };
    }

    private static Finding Saturation(ChannelMeasure channel) =>
        Of(
            Requirement.Saturation,
            ResultOf(channel.Samples.Bits > 0, channel.Samples.SaturatedPercent <= ConformanceLimits.SaturatedPercent),
            channel.Declared.Name,
            [new("saturated", channel.Samples.SaturatedPercent, "%")]
        );

    /// <param name="isGainWrong">A channel of this kind has a size that cannot be: its gain is wrong, and then the
    /// size of a step is not known.</param>
    private static Finding Resolution(ChannelMeasure channel, bool isGainWrong)
    {
        var step = channel.Samples.Step / Math.Abs(channel.Read.Gain);
        var isFine = channel.Read.Kind switch
        {
            SignalKind.Ecg => step <= ConformanceLimits.EcgStep,
            SignalKind.ArterialPressure => step <= ConformanceLimits.PressureStep,
            _ => channel.Samples.Bits >= ConformanceLimits.WaveBits,
        };
        ImmutableArray<Measurement> bits = [new("bits", channel.Samples.Bits)];
        return Of(
            Requirement.Resolution,
            ResultOf(channel.Samples.Step > 0 && !isGainWrong, isFine),
            channel.Declared.Name,
            channel.Read.Kind switch
            {
                SignalKind.Ecg => [new("step", step * 1000, "µV"), .. bits],
                SignalKind.ArterialPressure => [new("step", step, "mmHg"), .. bits],
                _ => bits,
            }
        );
    }

    private static Finding Flat(ChannelMeasure channel)
    {
        var samples = channel.Samples;
        var percent = samples.Seconds == 0 ? 0 : 100.0 * samples.FlatSeconds / samples.Seconds;
        return Of(
            Requirement.Flat,
            ResultOf(samples.Seconds > 0, percent <= ConformanceLimits.FlatPercent),
            channel.Declared.Name,
            [new("flat", percent, "%"), new("longest", samples.LongestFlat, "s")]
        );
    }

    private static IEnumerable<Finding> Leads(LeadMeasure leads)
    {
        if (leads.Faults.IsEmpty)
            yield return Of(
                Requirement.Leads,
                ResultOf(leads.Judged > 0, isGood: true),
                measured: [new("strips", leads.Judged)]
            );
        foreach (var fault in leads.Faults)
        {
            yield return Of(
                Requirement.Leads,
                Conformity.Fail,
                string.Join(", ", fault.Leads),
                [new("strips", leads.Judged)],
                [$"leads.{fault.Kind}"]
            );
        }
    }

    /// <summary>Shown only by a device whose lead came off in the run: by missing samples, not by a line.</summary>
    private static Finding LeadOff(ChannelMeasure channel) =>
        Of(
            Requirement.LeadOff,
            channel.Samples.Missing > 0 ? Conformity.Pass : Conformity.NoTestData,
            channel.Declared.Name,
            channel.Samples.Missing > 0 ? [new("missing", channel.Samples.Missing)] : []
        );
}
