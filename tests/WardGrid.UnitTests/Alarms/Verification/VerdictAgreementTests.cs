using System.Collections.Immutable;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using WardGrid.Tool.Evaluate.Alarms;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Alarms.Verification;

/// <summary>
/// A verdict, the findings under it and the sentences that give its reason never contradict each other.
/// </summary>
public class VerdictAgreementTests
{
    /// <summary>
    /// Courses of simulated patients, and the moments of each at which a monitor alarms, once for each kind.
    /// </summary>
    private const int Courses = 209,
        Moments = 8;

    private static readonly AlarmKind[] Kinds =
    [
        AlarmKind.Asystole,
        AlarmKind.ExtremeBradycardia,
        AlarmKind.ExtremeTachycardia,
        AlarmKind.VentricularTachycardia,
        AlarmKind.VentricularFibrillation,
        AlarmKind.AtrialFibrillation,
    ];

    /// <summary>What a model may say: nothing, no answer, and every side of both limits.</summary>
    private static readonly ModelScore?[] Scores =
    [
        null,
        Score(float.NaN),
        Score(0),
        Score(0.169f),
        Score(0.17f),
        Score(0.49f),
        Score(0.5f),
        Score(1),
    ];

    [Fact]
    public void No_verdict_of_ten_thousand_generated_alarms_contradicts_its_findings_or_its_sentences()
    {
        var verdicts = new HashSet<(AlarmKind, Verdict)>();
        var alarms = 0;
        for (var seed = 1; seed <= Courses; seed++)
        {
            foreach (var (candidate, evidence) in GeneratedCourse.Of((ulong)seed, Moments, Kinds))
            {
                alarms++;
                foreach (var score in Scores)
                {
                    var decision = AlarmDecider.Decide(candidate, evidence, score);
                    Contradictions(decision)
                        .ShouldBeEmpty(
                            $"course {seed}, {candidate.Kind} at {candidate.AtSeconds} s, score {score?.Probability}"
                        );
                    verdicts.Add((candidate.Kind, decision.Verdict));
                }
            }
        }

        alarms.ShouldBeGreaterThanOrEqualTo(10_000);
        verdicts.Count.ShouldBe(
            Kinds.Length * 3,
            "every kind of alarm ends in every verdict, so that the test can fail"
        );
    }

    [Fact]
    public async Task No_verdict_of_the_recorded_alarms_contradicts_its_findings_and_no_true_one_is_refuted()
    {
        var folder = RealRecords.Folder("challenge2015");
        using var repository = ModelRepository.Open(ModelRepository.DefaultFolder);
        using var models = new AlarmModels(
            repository,
            AlarmFeatures.Names,
            TimeProvider.System,
            TimeSpan.FromMinutes(1),
            runners: 1
        );
        var verification = new AlarmVerification(
            models,
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            repository.Points,
            repository.Prototypes
        );

        foreach (var alarm in LabelledAlarm.ReadAll(folder))
        {
            var trial = await AlarmTrial.RunAsync(folder, alarm, verification);
            Contradictions(trial.Decision).ShouldBeEmpty(alarm.Record);
            (alarm.IsTrue && trial.Decision.Verdict == Verdict.Refuted).ShouldBeFalse(
                $"{alarm.Record}: {string.Join(" ", trial.Decision.Evidence.Reasons)}"
            );
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(30)]
    public async Task A_true_alarm_for_atrial_fibrillation_soon_after_its_onset_is_not_refuted(double after)
    {
        using var repository = ModelRepository.Open(ModelRepository.DefaultFolder);
        using var models = new AlarmModels(
            repository,
            AlarmFeatures.Names,
            TimeProvider.System,
            TimeSpan.FromMinutes(1),
            runners: 1
        );
        var verification = new AlarmVerification(
            models,
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            repository.Points
        );
        foreach (var rate in new[] { 75, 95, 120 })
        {
            for (var seed = 1ul; seed <= 5; seed++)
            {
                var bed = BedBeforeAlarm.Simulated(
                    seed,
                    AlarmKind.AtrialFibrillation,
                    after,
                    Rhythm.AtrialFibrillation(rate)
                );
                var decision = await verification.DecideAsync(bed.Signals(), bed.Candidate);
                decision.Verdict.ShouldNotBe(
                    Verdict.Refuted,
                    $"{rate} per minute, seed {seed}: {string.Join(" ", decision.Evidence.Reasons)}"
                );
            }
        }
    }

    private static ModelScore Score(float probability) => new("model 1", probability, 0.17f);

    /// <summary>What in a decision cannot all be true.</summary>
    private static IEnumerable<string> Contradictions(AlarmDecision decision)
    {
        var (verdict, card) = (decision.Verdict, decision.Evidence);
        var codes = card.Reasons.Select(r => r.Code).ToHashSet();
        var sides = card
            .Reasons.Where(r => r.Channel is not null)
            .Select(r => card.Channels.Single(c => c.Channel == r.Channel))
            .ToArray();
        if (verdict == Verdict.Confirmed && card.Channels.Any(c => c.Agrees == false))
            yield return "confirmed although a channel denies the event";
        if (verdict == Verdict.Refuted && card.Channels.Any(c => c.Agrees == true))
            yield return "refuted although a channel shows the event";
        if (verdict != Verdict.Undecided && card.Score is null && card.Channels.All(c => c.Agrees is null))
            yield return "decided by rule although no channel says anything";
        if (verdict != Verdict.Undecided && codes.Any(c => c.StartsWith("open.", StringComparison.Ordinal)))
            yield return "decided, with a sentence that says why it is not";
        if (
            verdict == Verdict.Undecided
            && !card.Reasons[0].English.EndsWith("the alarm stands.", StringComparison.Ordinal)
        )
            yield return "undecided, and the first sentence does not say so";
        if (codes.Contains("open.poor") && card.Channels.Any(c => c.Agrees is not null))
            yield return "no channel is good enough although one says something";
        if (
            sides.Any(c =>
                c.Agrees is null
                || verdict == Verdict.Confirmed && c.Agrees == false
                || verdict == Verdict.Refuted && c.Agrees == true
            )
        )
            yield return "a reason of a channel that says something else";
        if (card.Channels.Any(c => Says(c.Finding.Code) is { } said && said != c.Agrees))
            yield return "a channel whose sentence says another thing than its mark";
        if (card.Reasons.IsEmpty)
            yield return "no reason";
    }

    private static bool? Says(string code) =>
        code.Split('.')[^1] switch
        {
            "shows" => true,
            "denies" => false,
            _ => null,
        };
}
