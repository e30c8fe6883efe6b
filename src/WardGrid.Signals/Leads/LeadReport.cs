using System.Collections.Immutable;

namespace WardGrid.Signals.Leads;

/// <summary>How one check of the leads ended.</summary>
public enum LeadVerdict
{
    /// <summary>The leads or the beats that the check needs are missing: nothing is known.</summary>
    NotJudged,

    /// <summary>The check was made and found nothing.</summary>
    NothingFound,

    /// <summary>The check found a fault, which is in <see cref="LeadReport.Faults"/>.</summary>
    Fault,
}

/// <summary>What <see cref="LeadCheck"/> found, and what it could not judge.</summary>
/// <param name="Duplicates">Whether two channels carry the same samples.</param>
/// <param name="LimbLeads">Whether the limb leads obey Einthoven's and Goldberger's equations.</param>
/// <param name="Arms">Whether the arm electrodes look exchanged.</param>
/// <param name="ChestLeads">Whether the chest leads look out of order.</param>
public sealed record LeadReport(
    ImmutableArray<LeadFault> Faults,
    LeadVerdict Duplicates,
    LeadVerdict LimbLeads,
    LeadVerdict Arms,
    LeadVerdict ChestLeads
);
