using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;

namespace WardGrid.Alarms.Verification.Features;

/// <summary>
/// The features of one pleth or pressure wave: its state, its rhythm, its pulses, and how they follow the leads' beats.
/// </summary>
internal static class PulseFeatures
{
    /// <summary>Seconds from the R peak to the pulse's upstroke that a heart and a vessel may need.</summary>
    private const double Soonest = 0.05,
        Latest = 0.65;

    public static void Add(FeatureVector features, PulseAnalysis pulse, AlarmContext context)
    {
        double[] times = [.. pulse.Pulses.Select(p => p.Seconds)];
        features.Add("pressure", pulse.Channel.Kind == SignalKind.ArterialPressure ? 1 : 0);
        features.Add("valid", pulse.Strip.ValidShare(-14, 0));
        features.Add("coherence", pulse.Template.Coherence);
        RhythmFeatures.Add(features, "pulse", times);
        RhythmFeatures.AddCounts(features, "pulse", times);
        var recent = pulse.Pulses.Where(p => p.Seconds >= -11 && !float.IsNaN(p.Likeness)).ToArray();
        features.Add("like", pulse.Likeness(-11, 0));
        features.Add("likeLeast3", Least(recent, 3, p => p.Likeness));
        features.Add("amplitude", Mean(recent, p => p.Amplitude) / pulse.UsualAmplitude);
        features.Add("amplitudeLeast3", Least(recent, 3, p => p.Amplitude) / pulse.UsualAmplitude);
        features.Add(
            "amplitudeMost",
            recent.Length == 0 ? float.NaN : recent.Max(p => p.Amplitude) / pulse.UsualAmplitude
        );
        var delay = Delay(times, context.JointTimes);
        features.Add("delay", delay);
        features.Add("followsUsual", BeatTimes.Matched(context.JointTimes, times, delay, 0.1, -60, -14));
        features.Add("follows", BeatTimes.Matched(context.JointTimes, times, delay, 0.1, -11, -0.5));
        features.Add("led", BeatTimes.Matched(times, context.JointTimes, -delay, 0.1, -11, 0));
        features.Add(
            "perBeat",
            times.Length == 0
                ? float.NaN
                : BeatTimes.Count(times, -10, 0) / (float)Math.Max(1, BeatTimes.Count(context.JointTimes, -10.3, -0.3))
        );
        Pressure(features, pulse);
    }

    private static void Pressure(FeatureVector features, PulseAnalysis pulse)
    {
        var isPressure = pulse.Channel.Kind == SignalKind.ArterialPressure;
        var x = pulse.Strip.Samples;
        var (lowestTop, lowestMean) = (float.NaN, float.NaN);
        for (var start = -12.0; start <= -2; start += 0.5)
        {
            var (top, sum) = (float.MinValue, 0.0);
            var part = x.AsSpan(pulse.Strip.At(start)..pulse.Strip.At(start + 2));
            foreach (var value in part)
            {
                top = Math.Max(top, value);
                sum += value;
            }

            lowestTop = top >= lowestTop ? lowestTop : top;
            lowestMean = sum / part.Length >= lowestMean ? lowestMean : (float)(sum / part.Length);
        }

        features.Add("systolicLeast", isPressure ? lowestTop : float.NaN);
        features.Add("meanLeast", isPressure ? lowestMean : float.NaN);
    }

    /// <summary>The usual time from a beat of the leads to the pulse that it makes.</summary>
    private static float Delay(double[] pulses, double[] beats)
    {
        var delays = new List<float>();
        foreach (var beat in beats)
        {
            foreach (var pulse in pulses)
            {
                if (pulse - beat is >= Soonest and <= Latest)
                {
                    delays.Add((float)(pulse - beat));
                    break;
                }
            }
        }

        return delays.Count < 5 ? float.NaN : OfflineBeatDetector.Quantile([.. delays], 0.5);
    }

    private static float Mean(DetectedBeat[] pulses, Func<DetectedBeat, float> of) =>
        pulses.Length == 0 ? float.NaN : pulses.Average(of);

    private static float Least(DetectedBeat[] pulses, int row, Func<DetectedBeat, float> of)
    {
        var least = float.NaN;
        for (var i = 0; i + row <= pulses.Length; i++)
        {
            var mean = pulses.AsSpan(i, row).ToArray().Average(of);
            if (!(mean >= least))
                least = mean;
        }

        return least;
    }
}
