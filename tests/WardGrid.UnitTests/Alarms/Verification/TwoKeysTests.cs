using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using WardGrid.Tool.Evaluate.Alarms;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Alarms.Verification;

/// <summary>An alarm is refuted only if the channels' findings and the model agree.</summary>
public class TwoKeysTests
{
    private const float Threshold = 0.3f;

    private static readonly BedBeforeAlarm LooseLead = BedBeforeAlarm.Simulated(
        1,
        AlarmKind.Asystole,
        after: 8,
        Rhythm.Sinus(),
        new Disturbance(DisturbanceKind.LeadOff)
    );

    [Theory]
    [InlineData(0.1f, Verdict.Refuted)]
    [InlineData(0.31f, Verdict.Undecided)]
    [InlineData(0.9f, Verdict.Undecided)]
    [InlineData(float.NaN, Verdict.Undecided)]
    public void What_the_pulse_refutes_is_refuted_only_if_the_model_says_the_same(float probability, Verdict verdict)
    {
        var evidence = LooseLead.Gather();

        evidence.RuleVerdict.ShouldBe(Verdict.Refuted);
        Decide(LooseLead, evidence, probability).ShouldBe(verdict);
    }

    [Theory]
    [InlineData(AlarmKind.Asystole)]
    [InlineData(AlarmKind.ExtremeBradycardia)]
    [InlineData(AlarmKind.ExtremeTachycardia)]
    [InlineData(AlarmKind.VentricularTachycardia)]
    [InlineData(AlarmKind.VentricularFibrillation)]
    [InlineData(AlarmKind.AtrialFibrillation)]
    public void What_the_channels_rule_out_is_refuted_with_a_model_and_stands_without_one(AlarmKind kind)
    {
        var calm = BedBeforeAlarm.Simulated(1, kind, after: 65, Rhythm.Sinus());
        var evidence = calm.Gather();
        var alone = AlarmDecider.Decide(calm.Candidate, evidence, score: null);

        evidence.RuleVerdict.ShouldBe(Verdict.Refuted);
        Decide(calm, evidence, 0.1f).ShouldBe(Verdict.Refuted);
        Decide(calm, evidence, float.NaN).ShouldBe(Verdict.Undecided);
        alone.Verdict.ShouldBe(Verdict.Undecided);
        alone.Evidence.Reasons[0].English.ShouldContain("no model has checked this alarm");
        alone.Evidence.Reasons.Skip(1).ShouldNotBeEmpty("what the channels show is said all the same");
    }

    [Fact]
    public void What_the_model_counts_as_false_stands_if_the_leads_show_it()
    {
        var stopped = BedBeforeAlarm.Simulated(1, AlarmKind.Asystole, after: 7, Rhythm.Asystole);

        Decide(stopped, stopped.Gather(), 0.01f).ShouldBe(Verdict.Confirmed);
    }

    [Theory]
    [InlineData(0.05f, Verdict.Refuted)]
    [InlineData(0.1f, Verdict.Undecided)]
    public void Movement_on_one_lead_is_not_believed_beside_another_channel_where_the_model_is_sure(
        float probability,
        Verdict verdict
    )
    {
        var moved = Enumerable
            .Range(1, 30)
            .Select(seed =>
                BedBeforeAlarm.Simulated(
                    (ulong)seed,
                    AlarmKind.VentricularTachycardia,
                    after: 6,
                    Rhythm.Sinus(),
                    new Disturbance(DisturbanceKind.RhythmicMotion, 1 + seed % 3)
                )
            )
            .First(bed => bed.Gather() is { IsDenied: true } seen && seen.Channels.Count(c => c.Agrees == true) == 1);
        var evidence = moved.Gather();

        Decide(moved, evidence, probability).ShouldBe(verdict);
        evidence.BesideTheOthers().Channels.ShouldAllBe(c => c.Agrees != true);
    }

    [Fact]
    public void A_run_that_two_leads_show_is_believed_however_sure_the_model_is()
    {
        var run = BedBeforeAlarm.Simulated(
            1,
            AlarmKind.VentricularTachycardia,
            after: 8,
            Rhythm.VentricularTachycardia()
        );
        var evidence = run.Gather();

        evidence.Channels.Count(c => c.Agrees == true).ShouldBe(2);
        Decide(run, evidence, 0).ShouldBe(Verdict.Undecided);
    }

    [Theory]
    [InlineData(0.05f, Verdict.Refuted)]
    [InlineData(0.1f, Verdict.Undecided)]
    public void What_no_detector_has_read_yet_is_refuted_only_by_a_model_that_is_sure(
        float probability,
        Verdict verdict
    )
    {
        var early = new[] { 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5 }
            .Select(after =>
                BedBeforeAlarm.Simulated(1, AlarmKind.VentricularTachycardia, after, Rhythm.VentricularTachycardia(300))
            )
            .First(bed => bed.Gather() is { HasReliableChannel: true, MayBeRefuted: false, IsShown: false });
        var evidence = early.Gather();

        Decide(early, evidence, probability).ShouldBe(verdict);
    }

    [Fact]
    public void A_model_alone_confirms_no_fibrillation()
    {
        var still = BedBeforeAlarm
            .Simulated(1, AlarmKind.VentricularFibrillation, after: 7, Rhythm.Sinus())
            .Without(SignalKind.Pleth)
            .Without(SignalKind.ArterialPressure)
            .Replaced(0, secondsBefore: 30);

        Decide(still, still.Gather(), 0.99f).ShouldBe(Verdict.Undecided);
    }

    [Fact]
    public async Task A_lead_that_misses_beats_beside_a_pulse_is_not_believed_where_the_model_says_so_too()
    {
        var folder = RealRecords.Folder("challenge2015");
        var alarm = LabelledAlarm.ReadAll(folder).Single(a => a.Record == "b484s");
        var trial = await AlarmTrial.RunAsync(folder, alarm, new(null, TimeSpan.FromMinutes(1), TimeProvider.System));
        var evidence = trial.Evidence;

        (evidence.IsShown, evidence.IsDenied).ShouldBe((true, true));
        Decide(alarm.AlarmKind, evidence, 0.1f).ShouldBe(Verdict.Refuted);
        Decide(alarm.AlarmKind, evidence, 0.31f).ShouldBe(Verdict.Undecided);
        evidence.BesideThePulse().Channels.ShouldAllBe(c => c.Agrees != true);
    }

    private static Verdict Decide(BedBeforeAlarm bed, AlarmEvidence evidence, float probability) =>
        AlarmDecider.Decide(bed.Candidate, evidence, new("test", probability, Threshold)).Verdict;

    private static Verdict Decide(AlarmKind kind, AlarmEvidence evidence, float probability) =>
        AlarmDecider
            .Decide(
                new(kind, AlarmPriority.High, AlarmOrigin.Monitor, LabelledAlarm.AtSeconds, "test"),
                evidence,
                new("test", probability, Threshold)
            )
            .Verdict;
}
