using WardGrid.Signals.Beats;
using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Leads;

/// <summary>The leads of a strip without wander and mains, and which of their samples all of them have.</summary>
/// <remarks>
/// The mean of 0.6 s around each sample is taken off, and the rest filtered forwards and backwards, so that every lead
/// stays at its time and a lead that comes later is filtered like the others. A lead that is missing for more than half
/// of the strip, or does not move, takes no part.
/// </remarks>
internal sealed class LeadStrip
{
    /// <summary>Hz: leaves the mains out.</summary>
    private const double Highest = 40;

    /// <summary>Seconds on each side of a sample whose mean is its wander.</summary>
    private const double Beside = 0.3;

    /// <summary>mV root mean square below which a lead carries no ECG: a QRS complex of 0.1 mV reaches it.</summary>
    private const double LeastHeight = 0.01;

    private LeadStrip(LeadSamples[] leads, float[][] traces, bool[] isUsable, double rate)
    {
        (Leads, Traces, IsUsable, Rate) = (leads, traces, isUsable, rate);
        UsableSeconds = isUsable.Count(u => u) / rate;
    }

    public LeadSamples[] Leads { get; }

    /// <summary>mV, one row for each of <see cref="Leads"/>.</summary>
    public float[][] Traces { get; }

    /// <summary>Whether a sample is there in every lead.</summary>
    public bool[] IsUsable { get; }

    public double Rate { get; }

    public double UsableSeconds { get; }

    public static LeadStrip Of(IReadOnlyList<LeadSamples> leads)
    {
        var rate = leads.Count == 0 ? 0 : leads[0].Rate;
        if (!LeadBeats.Takes(rate))
            return new([], [], [], 1);
        var present = leads.Where(l => l.Millivolts.Count(float.IsFinite) * 2 > l.Millivolts.Length).ToArray();
        var isUsable = new bool[leads[0].Millivolts.Length];
        var beside = (int)(Beside * rate);
        for (var n = beside; n < isUsable.Length - beside; n++)
            isUsable[n] = true;
        foreach (var lead in present)
            Exclude(lead, isUsable);
        var filter = Butterworth.LowPass(2, Upper(rate), rate);
        var traces = present.Select(l => ZeroPhaseFilter.Filter(Still(Filled(l.Millivolts), beside), filter)).ToArray();
        var moving = Enumerable.Range(0, present.Length).Where(i => RootMeanSquare(traces[i], isUsable) > LeastHeight);
        return new([.. moving.Select(i => present[i])], [.. moving.Select(i => traces[i])], isUsable, rate);
    }

    private static double Upper(double rate) => Math.Min(Highest, 0.4 * rate);

    private static void Exclude(LeadSamples lead, bool[] isUsable)
    {
        var beside = (int)(Beside * lead.Rate);
        var until = 0;
        for (var n = 0; n < isUsable.Length; n++)
        {
            if (float.IsFinite(lead.Millivolts[n]))
                continue;
            for (var m = Math.Max(until, n - beside); m < Math.Min(isUsable.Length, n + beside + 1); m++)
                isUsable[m] = false;
            until = n;
        }
    }

    /// <summary>A missing sample takes the value of the one before it; at the start, of the first one.</summary>
    private static float[] Filled(float[] samples)
    {
        var last = samples.FirstOrDefault(float.IsFinite);
        return [.. samples.Select(x => last = float.IsFinite(x) ? x : last)];
    }

    /// <summary>The samples less the mean of their surroundings.</summary>
    private static float[] Still(float[] samples, int beside)
    {
        var sums = new double[samples.Length + 1];
        for (var n = 0; n < samples.Length; n++)
            sums[n + 1] = sums[n] + samples[n];
        var still = new float[samples.Length];
        for (var n = 0; n < samples.Length; n++)
        {
            var (from, to) = (Math.Max(0, n - beside), Math.Min(samples.Length, n + beside + 1));
            still[n] = (float)(samples[n] - (sums[to] - sums[from]) / (to - from));
        }

        return still;
    }

    private static double RootMeanSquare(float[] trace, bool[] isUsable)
    {
        var (sum, count) = (0.0, 0);
        for (var n = 0; n < trace.Length; n++)
        {
            if (!isUsable[n])
                continue;
            sum += trace[n] * trace[n];
            count++;
        }

        return count == 0 ? 0 : Math.Sqrt(sum / count);
    }
}
