using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Filters;

namespace WardGrid.Alarms.Verification.Features;

/// <summary>
/// What goes on while the most suspicious run lasts: noise, height, slowness, the leads' likeness to each
/// other, and the pulse.
/// </summary>
internal static class RunFeatures
{
    public static void Add(FeatureVector features, string name, AlarmContext context, double from, double to)
    {
        var known = !double.IsNaN(from);
        var (begin, end) = known ? (Math.Max(-Strip.Seconds, from - 0.2), Math.Min(0, to + 0.3)) : (-5, -1);
        var present = features.Present;
        features.Present = present && known;
        Span<(float Noise, float Height, float Slow, float Steep)> leads =
            stackalloc (float, float, float, float)[Math.Min(2, context.Leads.Length)];
        for (var i = 0; i < leads.Length; i++)
            leads[i] = Describe(context.Leads[i], begin, end);
        for (var i = 0; i < 2; i++)
        {
            features.Present = present && known && i < leads.Length;
            var lead = i < leads.Length ? leads[i] : default;
            features.Add($"{name}.noise{i + 1}", lead.Noise);
            features.Add($"{name}.height{i + 1}", lead.Height);
            features.Add($"{name}.slow{i + 1}", lead.Slow);
            features.Add($"{name}.steep{i + 1}", lead.Steep);
        }

        var crossed = leads.Length == 2 ? Crossed(context, begin, end) : float.NaN;
        features.Add($"{name}.crossed", crossed);
        features.Add($"{name}.crossedMore", leads.Length == 2 ? crossed - Crossed(context, -40, -14) : float.NaN);
        features.Present = present && known && context.Pulses.Length > 0;
        var (calm, drop, change) = (float.NaN, float.NaN, float.NaN);
        foreach (var pulse in context.Pulses)
        {
            if (pulse.Trust < 0.5f)
                continue;
            calm = Least(calm, RegularPulse.Deviation(pulse, begin - 1, Math.Min(0, end + 1.2)));
            drop = Least(drop, -RegularPulse.Height(pulse, from + 0.1, to + 0.8));
            change = Least(change, RegularPulse.RateChange(pulse, begin, Math.Min(0, end + 0.8)));
        }

        features.Add($"{name}.pulseDeviation", calm);
        features.Add($"{name}.pulseHeight", -drop);
        features.Add($"{name}.pulseRateChange", change);
        features.Present = present;
    }

    /// <summary>The lesser of two numbers; one that is not known is passed over.</summary>
    private static float Least(float a, float b)
    {
        if (float.IsNaN(a))
            return b;
        return float.IsNaN(b) ? a : Math.Min(a, b);
    }

    private static (float Noise, float Height, float Slow, float Steep) Describe(
        LeadAnalysis lead,
        double from,
        double to
    )
    {
        var (a, b) = (lead.Strip.At(from), lead.Strip.At(to));
        var (c, d) = (lead.Strip.At(-56), lead.Strip.At(-14));
        return (
            Mean(lead.Noise.AsSpan(a..b)) / Mean(lead.Noise.AsSpan(c..d)),
            Mean(lead.Wide.AsSpan(a..b)) / Mean(lead.Wide.AsSpan(c..d)),
            Spectrum.Of(lead.Clean.AsSpan(a..b), LeadAnalysis.Rate).SlowShare,
            Steepest(lead.Clean.AsSpan(a..b)) / Steepest(lead.Clean.AsSpan(c..d))
        );
    }

    private static float Crossed(AlarmContext context, double from, double to)
    {
        var (one, two) = (context.Leads[0], context.Leads[1]);
        return Math.Abs(
            BeatShape.Correlation(
                one.Clean.AsSpan(one.Strip.At(from)..one.Strip.At(to)),
                two.Clean.AsSpan(two.Strip.At(from)..two.Strip.At(to))
            )
        );
    }

    private static float Mean(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (var value in x)
            sum += value;
        return x.IsEmpty ? float.NaN : (float)(sum / x.Length);
    }

    private static float Steepest(ReadOnlySpan<float> x)
    {
        var steepest = 0f;
        for (var i = 1; i < x.Length; i++)
            steepest = Math.Max(steepest, Math.Abs(x[i] - x[i - 1]));
        return steepest;
    }
}
