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
        if (strip.UsableSeconds < Shortest)
            return new([], default, default, default, default);

        var beats = StripBeats.Of(strip);
        var duplicated = DuplicatedLeads.Find(strip);
        var copies = duplicated.SelectMany(f => f.Leads).ToHashSet(StringComparer.Ordinal);
        var (limbVerdict, limbs) = Limbs(strip, beats, copies);
        var arms = LeadVerdict.NotJudged;
        // Of leads that contradict each other, none can be read by its name.
        if (beats is not null && limbs.IsEmpty && !beats.Leads.Any(l => LimbLeads.IsOne(l.Code) && IsCopy(l)))
            arms = ArmElectrodes.Judge(beats);
        ImmutableArray<LeadFault> reversed =
            arms == LeadVerdict.Fault ? [new(LeadFaultKind.ArmsReversed, [.. ArmElectrodes.Concerned(beats!)])] : [];
        var canChest = beats is not null && ChestLeads.CanJudge(beats) && !ChestLeads.Names(beats).Any(copies.Contains);
        var chest = canChest ? ChestLeads.Find(beats!) : [];
        return new(
            [.. duplicated, .. limbs, .. reversed, .. chest],
            Verdict(beats is not null && strip.Leads.Length >= 2, duplicated),
            limbVerdict,
            arms,
            Verdict(canChest, chest)
        );

        bool IsCopy(LeadSamples lead) => copies.Contains(lead.Name);
    }

    /// <summary>
    /// Without beats that repeat, noise of one channel may break the equations, but no noise makes an exchange fit.
    /// </summary>
    private static (LeadVerdict, ImmutableArray<LeadFault>) Limbs(
        LeadStrip strip,
        StripBeats? beats,
        HashSet<string> copies
    )
    {
        var waves = beats is null ? LimbWaves.Of(strip) : LimbWaves.Of(beats);
        // A limb lead that stands twice breaks the equations too; that is one fault, not two.
        if (waves.Names.Length < LimbWaves.Fewest || waves.Names.Any(copies.Contains))
            return (LeadVerdict.NotJudged, []);
        var faults = LimbLeads.Find(waves);
        if (beats is null && faults.Any(f => f.Kind == LeadFaultKind.DoNotFit))
            return (LeadVerdict.NotJudged, []);
        return (Verdict(true, faults), faults);
    }

    private static LeadVerdict Verdict(bool canJudge, ImmutableArray<LeadFault> faults)
    {
        if (!faults.IsEmpty)
            return LeadVerdict.Fault;
        return canJudge ? LeadVerdict.NothingFound : LeadVerdict.NotJudged;
    }
}
