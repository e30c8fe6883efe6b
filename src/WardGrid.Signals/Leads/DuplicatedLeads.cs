using System.Collections.Immutable;

namespace WardGrid.Signals.Leads;

/// <summary>Finds channels of different leads that carry the same samples.</summary>
/// <remarks>
/// A gain, a sign and a shift of up to 40 ms between them are allowed for. Neighbouring chest leads, or II and aVF, may
/// look alike, but what is left after the best gain is then still several per cent of the lead. A duplicate leaves
/// only what rounding leaves.
/// </remarks>
internal static class DuplicatedLeads
{
    /// <summary>The share of a lead's power that may be left: 1.4 % of its height.</summary>
    /// <remarks>
    /// A choice, on ludb; neighbouring leads that are right leave ten times as much. At 0.001, chest leads whose
    /// electrodes gel may have joined were called copies.
    /// </remarks>
    private const double Left = 0.0002;

    /// <summary>The same with what the steps of both channels explain.</summary>
    private const double LeftWithRounding = 0.01;

    /// <summary>Times the power that the steps of both channels leave on average.</summary>
    private const double Rounding = 1.5;

    /// <summary>Seconds that one channel may come after the other.</summary>
    private const double LongestShift = 0.04;

    /// <summary>Samples per second of the first, coarse look, and the likeness that needs a closer one.</summary>
    private const double CoarseRate = 125,
        CoarseLikeness = 0.8;

    public static ImmutableArray<LeadFault> Find(LeadStrip strip)
    {
        var faults = ImmutableArray.CreateBuilder<LeadFault>();
        for (var a = 0; a < strip.Leads.Length; a++)
        {
            for (var b = a + 1; b < strip.Leads.Length; b++)
            {
                var (first, second) = (strip.Leads[a], strip.Leads[b]);
                if ((first.Code != second.Code || first.Code == 0) && AreSame(strip, a, b))
                    faults.Add(new(LeadFaultKind.Duplicated, [first.Name, second.Name]));
            }
        }

        return faults.ToImmutable();
    }

    private static bool AreSame(LeadStrip strip, int a, int b)
    {
        var longest = (int)(LongestShift * strip.Rate);
        var stride = Math.Max(1, (int)(strip.Rate / CoarseRate));
        var best = new Comparison(0, 0, 0);
        var at = 0;
        for (var shift = -longest; shift <= longest; shift += stride)
        {
            var now = Compare(strip, a, b, shift, stride);
            if (now.Likeness > best.Likeness)
                (best, at) = (now, shift);
        }

        if (best.Likeness < CoarseLikeness)
            return false;
        for (var shift = at - stride; shift <= at + stride; shift++)
        {
            if (IsSame(Compare(strip, a, b, shift, 1), strip, a, b))
                return true;
        }

        return false;
    }

    private static bool IsSame(Comparison now, LeadStrip strip, int a, int b)
    {
        var left = 1 - now.Likeness * now.Likeness;
        if (left <= Left)
            return true;
        if (left > LeftWithRounding)
            return false;
        // A step q rounds with q²/12 of power.
        var (stepA, stepB) = (Step(strip.Leads[a].Millivolts), Step(strip.Leads[b].Millivolts));
        var gain = now.PowerB / now.PowerA;
        var rounding = Rounding * (stepA * stepA * gain + stepB * stepB) / 12;
        return left * now.PowerB <= Left * now.PowerB + rounding;
    }

    private static Comparison Compare(LeadStrip strip, int a, int b, int shift, int stride)
    {
        var (x, y, isUsable) = (strip.Traces[a], strip.Traces[b], strip.IsUsable);
        var (xx, yy, xy, count) = (0.0, 0.0, 0.0, 0);
        for (var n = Math.Max(0, -shift); n < Math.Min(x.Length, x.Length - shift); n += stride)
        {
            if (!isUsable[n] || !isUsable[n + shift])
                continue;
            xx += x[n] * x[n];
            yy += y[n + shift] * y[n + shift];
            xy += x[n] * y[n + shift];
            count++;
        }

        return xx > 0 && yy > 0 ? new(Math.Abs(xy) / Math.Sqrt(xx * yy), xx / count, yy / count) : new(0, 1, 1);
    }

    /// <summary>The smallest step between two samples, mV: one unit of the converter.</summary>
    private static double Step(float[] millivolts)
    {
        const float nothing = 1e-5f; // mV, the rounding of the numbers themselves
        var step = float.MaxValue;
        for (var n = 1; n < millivolts.Length; n++)
        {
            var change = Math.Abs(millivolts[n] - millivolts[n - 1]);
            if (change > nothing && change < step)
                step = change;
        }

        return step < 1 ? step : 0;
    }

    /// <param name="Likeness">Correlation without its sign.</param>
    /// <param name="PowerA">mV², of each of the two.</param>
    private readonly record struct Comparison(double Likeness, double PowerA, double PowerB);
}
