using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Prototypes;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Signals;

namespace WardGrid.Patients.Alarms;

/// <summary>Decides an alarm: evidence, then the model's score, then the verdict.</summary>
/// <remarks>
/// When in doubt, the alarm is raised: a late model, a failing model and any exception end as
/// <see cref="Verdict.Undecided"/> with that reason.
/// </remarks>
public sealed class AlarmVerification(
    IAlarmModel? model,
    TimeSpan deadline,
    TimeProvider clock,
    OperatingPoints? points = null,
    AlarmPrototypes? prototypes = null
)
{
    /// <summary>The operating points at which alarms are refuted.</summary>
    public OperatingPoints Points { get; } = points ?? OperatingPoints.BuiltIn;

    public async ValueTask<AlarmDecision> DecideAsync(BedSignals signals, AlarmCandidate candidate)
    {
        if (candidate.OfDevice)
            return Undecided(VerdictSentences.NumberAlone());
        if (!AlarmHandling.IsVerified(candidate.Kind))
            return AsItIs(candidate);
        try
        {
            var evidence = AlarmEvidence.Gather(signals, candidate, Points);
            var (score, failure) = model is null
                ? (null, null)
                : await ScoreAsync(model, candidate.Kind, evidence.Features).ConfigureAwait(false);
            var decision = AlarmDecider.Decide(candidate, evidence, score);
            if (prototypes?.Nearest(candidate.Kind, evidence.Features.Span) is { } nearest)
                decision = decision with { Evidence = decision.Evidence with { Nearest = nearest } };
            return failure is null
                ? decision
                : decision with
                {
                    Evidence = decision.Evidence with { Reasons = [failure] },
                };
        }
        catch (Exception e)
        {
            return Undecided(VerdictSentences.CheckFailed(e.Message));
        }
    }

    /// <summary>The decision of an alarm whose kind is not verified on its ward.</summary>
    public static AlarmDecision Off => Undecided(VerdictSentences.CheckIsOff());

    /// <summary>The verdict undecided, with the reason.</summary>
    public static AlarmDecision Undecided(Reason reason) =>
        new(Verdict.Undecided, new([], [reason], EvidenceCard.Unchecked, null, null));

    private static AlarmDecision AsItIs(AlarmCandidate candidate) =>
        candidate.Origin == AlarmOrigin.WardGrid
            ? new(
                Verdict.Confirmed,
                new([], [Reason.Verbatim(candidate.Text)], EvidenceCard.OwnMeasurement, null, null)
            )
            : Undecided(VerdictSentences.KindIsNotChecked());

    /// <summary>The score; NaN and the reason if the model fails or is late.</summary>
    private async ValueTask<(ModelScore? Score, Reason? Failure)> ScoreAsync(
        IAlarmModel asked,
        AlarmKind kind,
        ReadOnlyMemory<float> features
    )
    {
        using var late = new CancellationTokenSource(deadline, clock);
        try
        {
            var answer = asked.ScoreAsync(kind, features, late.Token);
            // The answer of a model that misses its deadline is not used.
            return (
                answer.IsCompletedSuccessfully
                    ? answer.Result
                    : await answer.AsTask().WaitAsync(deadline, clock).ConfigureAwait(false),
                null
            );
        }
        catch (Exception e)
        {
            var why =
                e is TimeoutException || late.IsCancellationRequested
                    ? VerdictSentences.ModelIsLate(deadline)
                    : VerdictSentences.ModelFailed(e.Message);
            return (new("no answer", float.NaN, float.NaN), why);
        }
    }
}
