using System.Collections.Immutable;
using WardGrid.Alarms.Verification.Rules;
using static WardGrid.Alarms.VerdictSentences;

namespace WardGrid.Alarms.Verification;

/// <summary>Turns evidence, and a model's score where there is one, into a verdict with its reasons.</summary>
/// <remarks>
/// When in doubt, the alarm stands. Nothing is refuted on one key: the channels' findings and the model must agree, and
/// where they differ the alarm stays. No verdict contradicts a finding: a model confirms only where no trusted channel
/// denies, and refutes only where none shows the event and one is good enough to refute on. A model that was late or
/// failed is given as a score of NaN and leaves the alarm undecided, whatever the rules say. What the rules confirm
/// stays confirmed, except ventricular tachycardia and atrial fibrillation, which no rule knows well enough. A model
/// never confirms ventricular fibrillation: too few true ones are on record for it. Where there is no model for a
/// kind (a null score), its rules may confirm and refute nothing, since they are one key.
/// </remarks>
public static class AlarmDecider
{
    /// <summary>The probability from which a model confirms rather than leaves open.</summary>
    private const float Confirmed = 0.5f;

    /// <summary>
    /// Part of the operating point below which a model is sure: it outweighs what only hints at an event.
    /// </summary>
    /// <remarks>
    /// A choice (models/cards/alarm-verifier-history.md); <c>alarm_verifier.py</c> has the same number.
    /// </remarks>
    private const float Sure = 0.25f;

    public static AlarmDecision Decide(AlarmCandidate candidate, AlarmEvidence evidence, ModelScore? score)
    {
        if (score is null)
            return ByRules(evidence);
        if (!IsProbability(score.Probability) || !IsProbability(score.Threshold))
            return new(Verdict.Undecided, new(evidence.Channels, [ModelIsSilent()], score.Model, null, null));
        if (RulesConfirm(candidate.Kind) && evidence.RuleVerdict == Verdict.Confirmed)
            return Decision(Verdict.Confirmed, evidence, score, OfRules(evidence));
        if (score.Probability < score.Threshold)
            evidence = evidence.BesideThePulse();
        if (IsSure(score))
            evidence = evidence.BesideTheOthers();
        var verdict = Judge(candidate.Kind, evidence, score);
        return Decision(verdict, evidence, score, OfModel(evidence, score, verdict));
    }

    private static AlarmDecision ByRules(AlarmEvidence evidence)
    {
        var verdict = evidence.RuleVerdict == Verdict.Refuted ? Verdict.Undecided : evidence.RuleVerdict;
        return new(verdict, new(evidence.Channels, OfRules(evidence), AlarmRules.Name, null, null));
    }

    private static AlarmDecision Decision(
        Verdict verdict,
        AlarmEvidence evidence,
        ModelScore score,
        ImmutableArray<Reason> reasons
    ) =>
        new(
            verdict,
            new(
                evidence.Channels,
                [.. reasons, ModelRates(score, TrueFrom(score))],
                score.Model,
                score.Probability,
                score.Threshold
            )
        );

    private static bool IsSure(ModelScore score) => score.Probability < Sure * score.Threshold;

    private static bool RulesConfirm(AlarmKind kind) =>
        kind is not (AlarmKind.VentricularTachycardia or AlarmKind.AtrialFibrillation);

    private static float TrueFrom(ModelScore score) => Math.Max(score.Threshold, Confirmed);

    private static Verdict Judge(AlarmKind kind, AlarmEvidence evidence, ModelScore score)
    {
        if (score.Probability >= TrueFrom(score))
        {
            var isOpen = evidence.IsDenied || kind == AlarmKind.VentricularFibrillation;
            return isOpen ? Verdict.Undecided : Verdict.Confirmed;
        }

        var isSeen = evidence.MayBeRefuted || evidence.HasReliableChannel && IsSure(score);
        var refutes = score.Probability < score.Threshold && isSeen && !evidence.IsShown;
        return refutes ? Verdict.Refuted : Verdict.Undecided;
    }

    private static ImmutableArray<Reason> OfRules(AlarmEvidence evidence)
    {
        if (evidence.RuleVerdict == Verdict.Refuted)
            return [NoModelAgrees(), .. Findings(evidence, Verdict.Refuted)];
        if (evidence.RuleVerdict == Verdict.Confirmed)
            return Findings(evidence, Verdict.Confirmed);
        return (evidence.IsShown, evidence.IsDenied) switch
        {
            (true, true) => [ChannelsDisagree(), .. Findings(evidence, Verdict.Undecided)],
            (true, false) => [ShownByOneOnly(), .. Findings(evidence, Verdict.Undecided)],
            (false, true) => [DeniedByOneOnly(), .. Findings(evidence, Verdict.Undecided)],
            _ => [evidence.MayBeRefuted ? NothingClear() : NoChannelIsGoodEnough()],
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
            return [evidence.IsDenied ? ModelTrueChannelFalse() : NothingClear(), .. findings];
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
