using WardGrid.Signals.Leads;

namespace WardGrid.Tool.Evaluate.Leads;

/// <summary>One strip with a fault made in it, and whether exactly that fault was found.</summary>
/// <param name="Fault">What was made, in words.</param>
/// <param name="IsSinus">Whether the recording is labelled as a sinus rhythm.</param>
public readonly record struct LeadTrial(string Fault, bool IsSinus, bool IsFound)
{
    private static readonly string[] Copies = ["copy", "copy of half the gain", "copy 3 samples late", "copy inverted"];

    /// <summary>All faults of a recording.</summary>
    /// <param name="turn">The recording's number: which leads are copied changes from one to the next.</param>
    public static IEnumerable<LeadTrial> Of(LeadSamples[] leads, bool isSinus, int turn)
    {
        for (var kind = 0; kind < Copies.Length; kind++)
        {
            var (a, b) = Pair(5 * turn + kind);
            var made = kind switch
            {
                1 => TwelveLeads.Duplicated(leads, a, b, gain: 0.5f),
                2 => TwelveLeads.Duplicated(leads, a, b, shift: 3),
                3 => TwelveLeads.Duplicated(leads, a, b, gain: -1),
                _ => TwelveLeads.Duplicated(leads, a, b),
            };
            yield return Judge("duplicated: " + Copies[kind], made, LeadFaultKind.Duplicated, a, b);
        }

        for (var a = 0; a < TwelveLeads.Limbs.Length; a++)
        {
            yield return Judge("one of six limb leads inverted", Inverted(a), LeadFaultKind.Inverted, a);
            yield return Judge("one of six limb leads 25 % too high", Raised(a), LeadFaultKind.DoNotFit, a);
            for (var b = a + 1; b < TwelveLeads.Limbs.Length; b++)
            {
                var made = TwelveLeads.Exchanged(leads, a, b);
                yield return Judge("two of six limb leads exchanged", made, LeadFaultKind.Exchanged, a, b);
            }
        }

        for (var a = 0; a < 3; a++)
            yield return Judge("one of I, II, III inverted", Inverted(a)[..3], LeadFaultKind.Inverted, a);
        yield return Judge("I and II of three exchanged", Three(0, 1), LeadFaultKind.Exchanged, 0, 1);
        yield return Judge("II and III of three exchanged", Three(1, 2), LeadFaultKind.Exchanged, 1, 2);

        foreach (var trial in ArmsAndChest(leads, isSinus))
            yield return trial;

        LeadSamples[] Inverted(int a) => TwelveLeads.Scaled(leads, a, -1);
        LeadSamples[] Raised(int a) => TwelveLeads.Scaled(leads, a, 1.25f);
        LeadSamples[] Three(int a, int b) => TwelveLeads.Exchanged(leads, a, b)[..3];
        LeadTrial Judge(string fault, LeadSamples[] made, LeadFaultKind kind, params ReadOnlySpan<int> which)
        {
            var names = new HashSet<string>();
            foreach (var a in which)
                names.Add(made[a].Name);
            // Of three leads some faults cannot be told apart, and then both are named.
            var isFound = LeadCheck
                .Judge(made)
                .Faults.Any(f =>
                    f.Kind == kind && names.SetEquals(f.Leads) && (f.IsOnlyExplanation || made.Length == 3)
                );
            return new(fault, isSinus, isFound);
        }
    }

    private static IEnumerable<LeadTrial> ArmsAndChest(LeadSamples[] leads, bool isSinus)
    {
        var reversed = TwelveLeads.ArmsReversed(leads);
        yield return Arms("arms reversed, twelve leads", reversed);
        yield return Arms("arms reversed, I, II, III and V5", TwelveLeads.ThreeAndV5(reversed));
        yield return Arms("arms reversed, I, II, III", TwelveLeads.Three(reversed));
        for (var a = TwelveLeads.Limbs.Length; a < leads.Length - 1; a++)
        {
            var faults = LeadCheck.Judge(TwelveLeads.Exchanged(leads, a, a + 1)).Faults;
            var isFound = faults.Any(f =>
                f.Kind == LeadFaultKind.ChestOrder && f.Leads.SequenceEqual([leads[a].Name, leads[a + 1].Name])
            );
            yield return new($"chest leads {a - 5} and {a - 4} exchanged", isSinus, isFound);
        }

        LeadTrial Arms(string fault, LeadSamples[] made) =>
            new(fault, isSinus, LeadCheck.Judge(made).Arms == LeadVerdict.Fault);
    }

    /// <summary>Two different leads of twelve; all 132 come in turn.</summary>
    private static (int A, int B) Pair(int turn)
    {
        var a = turn % 12;
        return (a, (a + 1 + turn / 12 % 11) % 12);
    }
}
