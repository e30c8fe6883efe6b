using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Leads;

/// <summary>Finds limb leads that are exchanged, inverted or do not fit together.</summary>
/// <remarks>
/// Einthoven (1913): I + III = II. Goldberger (1942): aVR = -(I + II) / 2, aVL = I - II / 2, aVF = II - I / 2. So the
/// limb leads have two dimensions, whatever the heart does, and what lies outside that plane is a fault. Each exchange
/// and each sign has its own plane. The one that holds the samples is the explanation. Three limb leads are enough, but
/// then some faults look alike, and all that fit are given. With I, II and III alone, an exchange of I and III leaves
/// the equation true and is not seen. Only what repeats from beat to beat is judged.
/// </remarks>
internal static class LimbLeads
{
    /// <summary>
    /// The share of the leads' height outside the plane from which they do not fit.
    /// </summary>
    /// <remarks>
    /// A choice, on ludb, whose leads stay far below it, while each exchange reaches it. A gain that is 25 % off
    /// reaches it in most limb leads (docs/leads.md).
    /// </remarks>
    private const double Broken = 0.05;

    /// <summary>The share that may be left by an explanation, or as a share of what it explains.</summary>
    private const double Explained = 0.02,
        ExplainedPart = 0.25;

    public static ImmutableArray<LeadFault> Find(LimbWaves waves)
    {
        var planes = Array.ConvertAll(waves.Codes, c => Seen(c)!.Value);
        var given = Outside(waves, planes);
        if (given < Broken)
            return [];
        var enough = Math.Max(Explained, ExplainedPart * given);
        var found = Explanations(waves.Names, planes).Where(e => Outside(waves, e.Planes) <= enough).ToList();
        if (found.Count > 0)
            return [.. found.Select(e => new LeadFault(e.Kind, e.Leads, found.Count == 1))];
        return [new(LeadFaultKind.DoNotFit, Contradicting(waves, planes, enough))];
    }

    public static bool IsOne(int code) => Seen(code) is not null;

    /// <summary>How a lead sees I and II.</summary>
    private static (double I, double II)? Seen(int code) =>
        code switch
        {
            Mdc.EcgLeadI => (1, 0),
            Mdc.EcgLeadII => (0, 1),
            Mdc.EcgLeadIII => (-1, 1),
            Mdc.EcgLeadAvr => (-0.5, -0.5),
            Mdc.EcgLeadAvl => (1, -0.5),
            Mdc.EcgLeadAvf => (-0.5, 1),
            _ => null,
        };

    private static IEnumerable<Explanation> Explanations(string[] names, (double I, double II)[] planes)
    {
        for (var a = 0; a < names.Length; a++)
        {
            var inverted = planes.ToArray();
            inverted[a] = (-inverted[a].I, -inverted[a].II);
            yield return new(LeadFaultKind.Inverted, [names[a]], inverted);
            for (var b = a + 1; b < names.Length; b++)
            {
                var exchanged = planes.ToArray();
                (exchanged[a], exchanged[b]) = (exchanged[b], exchanged[a]);
                yield return new(LeadFaultKind.Exchanged, [names[a], names[b]], exchanged);
            }
        }
    }

    /// <summary>The one lead without which the others fit, of four or more; else all of them.</summary>
    private static ImmutableArray<string> Contradicting(LimbWaves waves, (double I, double II)[] planes, double enough)
    {
        var names = waves.Names;
        if (names.Length < 4)
            return [.. names];
        var alone = Enumerable.Range(0, names.Length).Where(i => Outside(waves, planes, without: i) <= enough).ToList();
        return alone.Count == 1 ? [names[alone[0]]] : [.. names];
    }

    /// <summary>The share of the leads' height that lies outside a plane.</summary>
    private static double Outside(LimbWaves waves, (double I, double II)[] planes, int without = -1)
    {
        var kept = Enumerable.Range(0, planes.Length).Where(i => i != without).ToArray();
        var first = Unit([.. kept.Select(i => planes[i].I)]);
        var second = kept.Select(i => planes[i].II).ToArray();
        var along = first.Zip(second, (a, b) => a * b).Sum();
        second = Unit([.. second.Zip(first, (b, a) => b - along * a)]);

        var (whole, outside) = (0.0, 0.0);
        for (var a = 0; a < kept.Length; a++)
        {
            whole += waves.Heard[kept[a]];
            outside += waves.Repeated[kept[a], kept[a]];
            for (var b = 0; b < kept.Length; b++)
                outside -= waves.Repeated[kept[a], kept[b]] * (first[a] * first[b] + second[a] * second[b]);
        }

        return whole > 0 ? Math.Sqrt(Math.Max(0, outside) / whole) : 0;
    }

    private static double[] Unit(double[] x)
    {
        var length = Math.Sqrt(x.Sum(v => v * v));
        return [.. x.Select(v => v / length)];
    }

    private readonly record struct Explanation(
        LeadFaultKind Kind,
        ImmutableArray<string> Leads,
        (double I, double II)[] Planes
    );
}
