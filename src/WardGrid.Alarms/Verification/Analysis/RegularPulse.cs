using WardGrid.Signals.Beats;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>Whether a pulse keeps its beat and its height: the strongest evidence against an arrhythmia.</summary>
public static class RegularPulse
{
    /// <summary>
    /// The largest deviation of an interval between two moments from the usual interval, as a share
    /// of it: near 0 is calm.
    /// </summary>
    public static float Deviation(PulseAnalysis pulse, double from, double to)
    {
        var usual = UsualInterval(pulse);
        var (largest, n, pulses) = (0f, 0, pulse.Pulses);
        for (var i = 1; i < pulses.Length; i++)
        {
            if (pulses[i].Seconds < from || pulses[i - 1].Seconds > to)
                continue;
            largest = Math.Max(largest, Math.Abs((float)(pulses[i].Seconds - pulses[i - 1].Seconds) / usual - 1));
            n++;
        }

        return n == 0 ? float.NaN : Math.Min(3, largest);
    }

    /// <summary>
    /// The least height of a pulse between two moments as a share of the five before; 0 where there is none at all.
    /// </summary>
    public static float Height(PulseAnalysis pulse, double from, double to)
    {
        var before = pulse.Pulses.Where(p => p.Seconds < from).TakeLast(5).Select(p => p.Amplitude).ToArray();
        var during = pulse.Pulses.Where(p => p.Seconds >= from && p.Seconds <= to).Select(p => p.Amplitude).ToArray();
        if (before.Length == 0)
            return float.NaN;
        return during.Length == 0 ? 0 : during.Min() / OfflineBeatDetector.Quantile(before, 0.5);
    }

    /// <summary>How far the mean rate between two moments lies from the usual rate, as a share of it.</summary>
    public static float RateChange(PulseAnalysis pulse, double from, double to)
    {
        var inside = pulse.Pulses.Where(p => p.Seconds >= from && p.Seconds <= to).Select(p => p.Seconds).ToArray();
        return inside.Length < 2
            ? float.NaN
            : Math.Abs((float)((inside[^1] - inside[0]) / (inside.Length - 1)) / UsualInterval(pulse) - 1);
    }

    private static float UsualInterval(PulseAnalysis pulse)
    {
        var rate = BeatTimes.MedianRate([.. pulse.Pulses.Select(p => p.Seconds)], -40, -11);
        return 60 / rate;
    }
}
