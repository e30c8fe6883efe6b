using System.Collections.Immutable;
using WardGrid.Alarms.Verification.Rules;
using static WardGrid.Alarms.VerdictSentences;

namespace WardGrid.Alarms.Verification;

/// <summary>Turns evidence, and a model's score where there is one, into a verdict with its reasons.</summary>
/// <remarks>
/// When in doubt, the alarm stands. Without a model (a null score) the rules decide; a model that was late or failed is
/// given as a score of NaN and leaves the alarm undecided, whatever the rules say. No verdict contradicts a finding: a
/// model confirms only where no trusted channel denies, and refutes only where none shows the event and one is good
/// enough to refute on. Ventricular fibrillation is judged by rule only: too few true ones are on record
/// for a model to know it.
/// </remarks>
public static class AlarmDecider
{
    /// <summary>The probability from which a model confirms rather than leaves open.</summary>
    private const float Confirmed = 0.5f;

    public static AlarmDecision Decide(AlarmCandidate candidate, AlarmEvidence evidence, ModelScore? score)
    {
        if (candidate.Kind == AlarmKind.VentricularFibrillation)
            score = null;
        if (score is null)
            return new(evidence.RuleVerdict, new(evidence.Channels, OfRules(evidence), AlarmRules.Name, null, null));
        if (!IsProbability(score.Probability) || !IsProbability(score.Threshold))
            return new(Verdict.Undecided, new(evidence.Channels, [ModelIsSilent()], score.Model, null, null));
        var verdict = Judge(evidence, score);
        ImmutableArray<Reason> reasons = [.. OfModel(evidence, score, verdict), ModelRates(score, TrueFrom(score))];
        return new(verdict, new(evidence.Channels, reasons, score.Model, score.Probability, score.Threshold));
    }

    private static float TrueFrom(ModelScore score) => Math.Max(score.Threshold, Confirmed);

    private static Verdict Judge(AlarmEvidence evidence, ModelScore score)
    {
        if (score.Probability >= TrueFrom(score))
            return evidence.IsDenied ? Verdict.Undecided : Verdict.Confirmed;
        var refutes = score.Probability < score.Threshold && evidence.HasReliableChannel && !evidence.IsShown;
        return refutes ? Verdict.Refuted : Verdict.Undecided;
    }

    private static ImmutableArray<Reason> OfRules(AlarmEvidence evidence)
    {
        if (evidence.RuleVerdict != Verdict.Undecided)
            return Findings(evidence, evidence.RuleVerdict);
        return (evidence.IsShown, evidence.IsDenied) switch
        {
            (true, true) => [ChannelsDisagree(), .. Findings(evidence, Verdict.Undecided)],
            (true, false) => [ShownByOneOnly(), .. Findings(evidence, Verdict.Undecided)],
            (false, true) => [DeniedByOneOnly(), .. Findings(evidence, Verdict.Undecided)],
            _ => [evidence.HasReliableChannel ? NothingClear() : NoChannelIsGoodEnough()],
        };
    }

    private static ImmutableArray<Reason> OfModel(AlarmEvidence evidence, ModelScore score, Verdict verdict)
    {
        var findings = Findings(evidence, verdict);
        switch (verdict)
        {
            case Verdict.Confirmed:
                return evidence.IsShown ? findings : [NoChannelDenies()];
            case Verdict.Refuted:
                return evidence.IsDenied ? findings : [NoChannelShows()];
        }

        if (score.Probability >= TrueFrom(score))
            return [ModelTrueChannelFalse(), .. findings];
        if (score.Probability >= score.Threshold)
            return [ModelIsUnsure(), .. findings];
        return [evidence.IsShown ? ModelFalseChannelTrue() : ModelFalseChannelsPoor(), .. findings];
    }

    /// <summary>
    /// The findings that decided, those of the best signals first; of an undecided alarm all that say something.
    /// </summary>
    private static ImmutableArray<Reason> Findings(AlarmEvidence evidence, Verdict verdict)
    {
        bool? side = verdict switch
        {
            Verdict.Confirmed => true,
            Verdict.Refuted => false,
            _ => null,
        };
        return
        [
            .. evidence
                .Channels.Where(c => c.Agrees is not null && (side is null || c.Agrees == side))
                .OrderByDescending(c => c.Quality)
                .Select(c => c.Finding with { Channel = c.Channel }),
        ];
    }

    private static bool IsProbability(float value) => value is >= 0 and <= 1;
}
