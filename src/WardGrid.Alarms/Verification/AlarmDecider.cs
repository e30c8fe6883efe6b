using System.Collections.Immutable;

namespace WardGrid.Alarms.Verification;

/// <summary>Turns evidence, and a model's score where there is one, into a verdict with its reasons.</summary>
/// <remarks>
/// When in doubt, the alarm stands. Without a model (a null score) the rules decide; a model that was late or failed is given as a
/// score of NaN and leaves the alarm undecided, whatever the rules say. Where no channel can be trusted nothing is refuted. Ventricular
/// fibrillation is judged by rule only: too few true ones are on record for a model to know it.
/// </remarks>
public static class AlarmDecider
{
    /// <summary>The probability from which a model confirms rather than leaves open.</summary>
    private const float Confirmed = 0.5f;

    public static AlarmDecision Decide(AlarmCandidate candidate, AlarmEvidence evidence, ModelScore? score)
    {
        if (candidate.Kind == AlarmKind.VentricularFibrillation)
            score = null;
        var spoken = score is not null && IsProbability(score.Probability) && IsProbability(score.Threshold);
        var verdict = score is null ? evidence.RuleVerdict : spoken ? Judge(evidence, score) : Verdict.Undecided;
        return new(verdict, new(
            evidence.Channels, Reasons(evidence, score, spoken, verdict), score?.Model ?? AlarmRules.Name,
            spoken ? score!.Probability : null, spoken ? score!.Threshold : null));
    }

    private static Verdict Judge(AlarmEvidence evidence, ModelScore score)
    {
        if (score.Probability >= Math.Max(score.Threshold, Confirmed))
            return Verdict.Confirmed;
        return score.Probability < score.Threshold && evidence.HasWitness ? Verdict.Refuted : Verdict.Undecided;
    }

    private static ImmutableArray<Saying> Reasons(AlarmEvidence evidence, ModelScore? score, bool spoken, Verdict verdict)
    {
        var reasons = ImmutableArray.CreateBuilder<Saying>();
        if (score is not null && !spoken)
            reasons.Add(Saying.Of("model.none", $"The model gave no answer in time, so the alarm stands"));
        if (!evidence.HasWitness)
            reasons.Add(Saying.Of("witness.none", $"No channel is good enough to judge by, so the alarm stands"));
        bool? side = verdict switch { Verdict.Confirmed => true, Verdict.Refuted => false, _ => null };
        foreach (var channel in evidence.Channels.OrderByDescending(c => c.Quality))
        {
            if (channel.Agrees is not null && (side is null || channel.Agrees == side))
                reasons.Add(channel.Finding with { Channel = channel.Channel });
        }

        if (spoken)
            reasons.Add(Saying.Of("model.says", $"The model gives {100 * score!.Probability:0} % that the alarm is true; below {100 * score.Threshold:0.#} % it is refuted"));
        if (reasons.Count == 0)
            reasons.Add(Saying.Of("unclear", $"No channel clearly shows the event, and none shows that it did not happen"));
        return reasons.ToImmutable();
    }

    private static bool IsProbability(float value) => value is >= 0 and <= 1;
}
