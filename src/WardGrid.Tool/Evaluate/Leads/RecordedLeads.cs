using WardGrid.Signals.Leads;

namespace WardGrid.Tool.Evaluate.Leads;

/// <summary>What the check says of a recording as it is.</summary>
/// <param name="Twelve">Of all its leads.</param>
/// <param name="Three">Of I, II and III alone, as a bedside monitor with three electrodes sends them.</param>
/// <param name="WithV5">Of these with V5, as one with five electrodes does.</param>
public sealed record RecordedLeads(string Name, LeadReport Twelve, LeadReport Three, LeadReport WithV5)
{
    public static RecordedLeads Of(string name, LeadSamples[] leads) =>
        new(
            name,
            LeadCheck.Judge(leads),
            LeadCheck.Judge(TwelveLeads.Three(leads)),
            LeadCheck.Judge(TwelveLeads.ThreeAndV5(leads))
        );
}
