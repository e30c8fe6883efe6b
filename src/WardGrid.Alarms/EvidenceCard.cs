using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms;

/// <summary>
/// What speaks for or against an alarm, in numbers and in words: the page that a nurse reads to see why.
/// </summary>
/// <param name="Channels">What each channel showed in the seconds before the alarm.</param>
/// <param name="Reasons">The reasons of the verdict, the weightiest first; never empty.</param>
/// <param name="Rule">The rule or model that decided, with its version.</param>
/// <param name="Score">The model's probability, 0 to 1, that the alarm is true; null where no model spoke.</param>
/// <param name="Threshold">Below this score the model refutes; null where no model spoke.</param>
public sealed record EvidenceCard(
    ImmutableArray<ChannelEvidence> Channels,
    ImmutableArray<Reason> Reasons,
    string Rule,
    float? Score,
    float? Threshold
)
{
    /// <summary>
    /// What <see cref="Rule"/> says of an alarm that was not verified, and of one that WardGrid raised on its own
    /// measurement.
    /// </summary>
    public const string Unchecked = "none",
        OwnMeasurement = "WardGrid's own measurement";

    /// <summary>The typical alarm that this one resembles most; null where none is comparable.</summary>
    public NearestPrototype? Nearest { get; init; }
}

/// <summary>What one channel says of an alarm.</summary>
/// <param name="Quality">Mean quality, 0 to 1, of the seconds before the alarm.</param>
/// <param name="Rate">Beats per minute that the channel shows there; null where it shows none.</param>
/// <param name="Agrees">true: shows the event; false: shows that it did not happen; null: says nothing.</param>
/// <param name="Finding">The same as a sentence.</param>
public sealed record ChannelEvidence(
    string Channel,
    SignalKind Kind,
    float Quality,
    QualityIssues Issues,
    float? Rate,
    bool? Agrees,
    Reason Finding
);

/// <summary>A verdict and why.</summary>
public sealed record AlarmDecision(Verdict Verdict, EvidenceCard Evidence)
{
    /// <summary>The same evidence without its verdict: the alarm stands undecided, for the given reason.</summary>
    public AlarmDecision LeftOpen(Reason reason) => new(Verdict.Undecided, Evidence with { Reasons = [reason] });
}
