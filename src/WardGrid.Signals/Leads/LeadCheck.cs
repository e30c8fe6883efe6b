using System.Collections.Immutable;

namespace WardGrid.Signals.Leads;

/// <summary>Judges from the samples whether ECG channels are the leads that their names say.</summary>
/// <remarks>
/// Rules, sources and figures are in docs/leads.md. A check whose leads or beats are missing is
/// <see cref="LeadVerdict.NotJudged"/>.
/// </remarks>
public static class LeadCheck
{
    /// <summary>Seconds that all leads must have together.</summary>
    public const double Shortest = 5;

    /// <param name="leads">Channels of the same strip, 10 to 30 seconds long, with the same rate.</param>
    /// <exception cref="ArgumentException">The channels differ in rate or length.</exception>
    public static LeadReport Judge(IReadOnlyList<LeadSamples> leads)
    {
        if (leads.Any(l => l.Rate != leads[0].Rate || l.Millivolts.Length != leads[0].Millivolts.Length))
            throw new ArgumentException("all leads of a strip have the same rate and length", nameof(leads));
        var strip = LeadStrip.Of(leads);
        var beats = strip.UsableSeconds < Shortest ? null : StripBeats.Of(strip);
        if (beats is null)
            return new([], default, default, default, default);

        var canBeDuplicated = strip.Leads.Length >= 2;
        var duplicated = DuplicatedLeads.Find(strip);
        // A limb lead that stands twice breaks the equations too; that is one fault, not two.
        var copies = duplicated.SelectMany(f => f.Leads).ToHashSet(StringComparer.Ordinal);
        var canLimbs = LimbLeads.CanJudge(beats) && !LimbLeads.Names(beats).Any(copies.Contains);
        var limbs = canLimbs ? LimbLeads.Find(beats) : [];
        return new(
            [.. duplicated, .. limbs],
            Verdict(canBeDuplicated, duplicated),
            Verdict(canLimbs, limbs),
            LeadVerdict.NotJudged,
            LeadVerdict.NotJudged
        );
    }

    private static LeadVerdict Verdict(bool canJudge, ImmutableArray<LeadFault> faults)
    {
        if (!canJudge)
            return LeadVerdict.NotJudged;
        return faults.IsEmpty ? LeadVerdict.NothingFound : LeadVerdict.Fault;
    }
}
