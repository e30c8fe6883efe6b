using System.Collections.Immutable;

namespace WardGrid.Signals.Leads;

/// <summary>What can be wrong between a channel's name and the electrodes that it measures.</summary>
public enum LeadFaultKind
{
    /// <summary>Two channels carry the same samples.</summary>
    Duplicated,

    /// <summary>Two limb leads stand under each other's names.</summary>
    Exchanged,

    /// <summary>A limb lead has the wrong sign.</summary>
    Inverted,

    /// <summary>
    /// The limb leads contradict each other, and no exchange or sign explains it: a gain or an electrode differs.
    /// </summary>
    DoNotFit,

    /// <summary>The electrodes of the two arms look exchanged: a proposal to look at the patient.</summary>
    ArmsReversed,

    /// <summary>Two chest leads look exchanged: a proposal to look at the patient.</summary>
    ChestOrder,
}

/// <summary>One finding of <see cref="LeadCheck"/>.</summary>
/// <param name="Leads">The names of the channels that it concerns.</param>
/// <param name="IsOnlyExplanation">
/// False where another fault of the same report explains the samples as well: one of them is true.
/// </param>
public sealed record LeadFault(LeadFaultKind Kind, ImmutableArray<string> Leads, bool IsOnlyExplanation = true);
