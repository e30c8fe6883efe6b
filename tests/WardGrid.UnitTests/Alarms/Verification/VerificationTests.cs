using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Verification;

/// <summary>What is made of true and of false alarms of simulated patients, whose truth is known.</summary>
public class VerificationTests
{
    private static readonly ulong[] Seeds = [1, 2, 3];

    [Fact]
    public void Asystole_is_refuted_while_the_pulse_still_beats()
    {
        foreach (var seed in Seeds)
        {
            var decision = LeadsOff(seed).Decide(Low);

            decision.Verdict.ShouldBe(Verdict.Refuted, $"seed {seed}: {Words(decision)}");
            decision.Evidence.Reasons.ShouldContain(r => r.Code == "asystole.pulse.denies", Words(decision));
        }
    }

    [Fact]
    public void A_heart_that_stops_is_never_refuted()
    {
        foreach (var seed in Seeds)
        {
            var decision = Asystole(seed).Decide(Low);

            decision.Verdict.ShouldBe(Verdict.Confirmed, $"seed {seed}: {Words(decision)}");
        }
    }

    [Fact]
    public void A_calm_heart_refutes_every_kind_of_alarm_that_is_verified_but_never_by_a_model_alone()
    {
        foreach (
            var kind in new[]
            {
                AlarmKind.Asystole,
                AlarmKind.ExtremeBradycardia,
                AlarmKind.ExtremeTachycardia,
                AlarmKind.VentricularTachycardia,
                AlarmKind.VentricularFibrillation,
            }
        )
        {
            var decision = BedBeforeAlarm.Simulated(1, kind, after: 8, Rhythm.Sinus()).Decide(Low);

            decision.Verdict.ShouldBe(Verdict.Refuted, $"{kind}: {Words(decision)}");
            decision.Evidence.Channels.Length.ShouldBe(5);
        }
    }

    [Theory]
    [MemberData(nameof(TrueAlarms))]
    public void The_rules_refute_no_true_alarm(AlarmKind kind, RhythmKind rhythm, double rate, double after)
    {
        foreach (var seed in Seeds)
        {
            var evidence = BedBeforeAlarm.Simulated(seed, kind, after, new(rhythm, rate)).Gather();

            evidence.RuleVerdict.ShouldNotBe(Verdict.Refuted, $"seed {seed}");
        }
    }

    /// <summary>
    /// Metamorphic: what a bedside does to a signal may make WardGrid doubt, never make it deny a true event.
    /// </summary>
    [Theory]
    [MemberData(nameof(TrueAlarms))]
    public void The_rules_refute_no_true_alarm_however_the_bedside_changes(
        AlarmKind kind,
        RhythmKind rhythm,
        double rate,
        double after
    )
    {
        var bed = BedBeforeAlarm.Simulated(1, kind, after, new(rhythm, rate));
        var changed = new Dictionary<string, BedBeforeAlarm>
        {
            ["half as high"] = bed.Scaled(0.5),
            ["twice as high"] = bed.Scaled(2),
            ["leads swapped"] = bed.LeadsSwapped(),
            ["without lead II"] = bed.WithoutChannel(0),
            ["without lead V1"] = bed.WithoutChannel(1),
            ["without pleth"] = bed.Without(SignalKind.Pleth),
            ["without pressure"] = bed.Without(SignalKind.ArterialPressure),
            ["without any pulse"] = bed.Without(SignalKind.Pleth).Without(SignalKind.ArterialPressure),
            ["a sample later"] = bed.OneSampleLater(),
            ["a little noise"] = bed.Noisy(0.03),
            ["much noise"] = bed.Noisy(0.3),
        };
        foreach (var (change, other) in changed)
            other.Gather().RuleVerdict.ShouldNotBe(Verdict.Refuted, change);
    }

    public static TheoryData<AlarmKind, RhythmKind, double, double> TrueAlarms =>
        new()
        {
            { AlarmKind.Asystole, RhythmKind.Asystole, 0, 7 },
            { AlarmKind.ExtremeBradycardia, RhythmKind.Sinus, 30, 14 },
            { AlarmKind.ExtremeTachycardia, RhythmKind.SupraventricularTachycardia, 170, 14 },
            { AlarmKind.VentricularTachycardia, RhythmKind.VentricularTachycardia, 165, 6 },
            { AlarmKind.VentricularFibrillation, RhythmKind.VentricularFibrillation, 0, 9 },
        };

    [Theory]
    [InlineData(0)]
    [InlineData(ChannelDeclaration.Missing)]
    [InlineData(short.MaxValue)]
    public void Channels_that_are_flat_missing_or_at_the_end_of_their_range_refute_nothing(int value)
    {
        foreach (
            var kind in new[]
            {
                AlarmKind.Asystole,
                AlarmKind.VentricularTachycardia,
                AlarmKind.VentricularFibrillation,
                AlarmKind.ExtremeBradycardia,
            }
        )
        {
            var decision = BedBeforeAlarm
                .Simulated(1, kind, after: 8, Rhythm.Sinus())
                .Replaced((short)value, secondsBefore: 40)
                .Decide(Low);

            decision.Verdict.ShouldNotBe(Verdict.Refuted, $"{kind}: {Words(decision)}");
        }
    }

    [Fact]
    public void A_bed_without_channels_leaves_every_alarm_undecided()
    {
        var candidate = new AlarmCandidate(
            AlarmKind.VentricularTachycardia,
            AlarmPriority.High,
            AlarmOrigin.Monitor,
            100,
            "VT"
        );

        var decision = AlarmDecider.Decide(
            candidate,
            AlarmEvidence.Gather(new BedSignals(new(1, "m", "s", [])), candidate),
            Low
        );

        decision.Verdict.ShouldBe(Verdict.Undecided);
        decision.Evidence.Reasons.ShouldContain(r => r.Code == "open.model.poor");
    }

    [Fact]
    public void A_model_without_an_answer_leaves_the_alarm_undecided_even_where_the_rules_would_refute()
    {
        var bed = BedBeforeAlarm.Simulated(1, AlarmKind.VentricularTachycardia, after: 8, Rhythm.Sinus());
        bed.Decide(Low).Verdict.ShouldBe(Verdict.Refuted);

        foreach (var nonsense in new[] { float.NaN, float.PositiveInfinity, -0.1f, 1.1f })
            bed.Decide(new("model 1", nonsense, 0.2f)).Verdict.ShouldBe(Verdict.Undecided);
    }

    [Fact]
    public void A_score_refutes_below_its_threshold_confirms_from_a_half_and_leaves_open_what_lies_between()
    {
        var bed = BedBeforeAlarm.Simulated(1, AlarmKind.VentricularTachycardia, after: 8, Rhythm.Sinus());

        bed.Decide(new("model 1", 0.19f, 0.2f)).Verdict.ShouldBe(Verdict.Refuted);
        bed.Decide(new("model 1", 0.2f, 0.2f)).Verdict.ShouldBe(Verdict.Undecided);
        BedBeforeAlarm
            .Simulated(1, AlarmKind.VentricularTachycardia, after: 6, Rhythm.VentricularTachycardia())
            .Decide(new("model 1", 0.5f, 0.2f))
            .Verdict.ShouldBe(Verdict.Confirmed);
    }

    [Fact]
    public void A_model_is_not_believed_against_what_a_trusted_channel_shows()
    {
        var calm = BedBeforeAlarm
            .Simulated(1, AlarmKind.VentricularTachycardia, after: 8, Rhythm.Sinus())
            .Decide(new("model 1", 1, 0.2f));
        var run = BedBeforeAlarm
            .Simulated(1, AlarmKind.VentricularTachycardia, after: 6, Rhythm.VentricularTachycardia())
            .Decide(Low);

        (calm.Verdict, calm.Evidence.Reasons[0].Code).ShouldBe((Verdict.Undecided, "open.model.true"));
        (run.Verdict, run.Evidence.Reasons[0].Code).ShouldBe((Verdict.Undecided, "open.model.false"));
    }

    [Fact]
    public void A_fibrillation_that_a_lead_shows_is_confirmed_by_that_lead_and_by_no_other_sentence()
    {
        var decision = BedBeforeAlarm
            .Simulated(1, AlarmKind.VentricularFibrillation, after: 9, Rhythm.VentricularFibrillation)
            .Decide();

        decision.Verdict.ShouldBe(Verdict.Confirmed);
        decision.Evidence.Reasons.ShouldAllBe(r => r.Code == "vf.lead.shows", Words(decision));
    }

    [Fact]
    public void No_score_refutes_a_ventricular_fibrillation()
    {
        var bed = BedBeforeAlarm.Simulated(
            1,
            AlarmKind.VentricularFibrillation,
            after: 9,
            Rhythm.VentricularFibrillation
        );

        bed.Decide(Low).Verdict.ShouldNotBe(Verdict.Refuted);
    }

    [Fact]
    public void Nothing_after_the_alarm_is_used()
    {
        var bed = BedBeforeAlarm.Simulated(
            1,
            AlarmKind.VentricularTachycardia,
            after: 5,
            Rhythm.VentricularTachycardia()
        );

        bed.Gather(untilTheAlarm: false)
            .Features.ToArray()
            .ShouldBe(bed.Gather(untilTheAlarm: true).Features.ToArray());
    }

    [Fact]
    public void The_order_in_which_a_device_sends_its_leads_changes_no_number()
    {
        var bed = BedBeforeAlarm.Simulated(
            2,
            AlarmKind.VentricularTachycardia,
            after: 5,
            Rhythm.VentricularTachycardia()
        );

        bed.LeadsSwapped().Gather().Features.ToArray().ShouldBe(bed.Gather().Features.ToArray());
    }

    [Fact]
    public void Every_feature_has_one_name_and_every_alarm_every_feature()
    {
        AlarmFeatures.Names.Distinct().Count().ShouldBe(AlarmFeatures.Names.Length);
        Asystole(1).Gather().Features.Length.ShouldBe(AlarmFeatures.Names.Length);
        Asystole(1)
            .Without(SignalKind.Pleth)
            .WithoutChannel(0)
            .Gather()
            .Features.Length.ShouldBe(AlarmFeatures.Names.Length);
    }

    /// <summary>As sure as a model can be that an alarm is false.</summary>
    private static ModelScore Low => new("model 1", 0, 0.2f);

    private static BedBeforeAlarm LeadsOff(ulong seed) =>
        BedBeforeAlarm.Simulated(
            seed,
            AlarmKind.Asystole,
            after: 8,
            Rhythm.Sinus(),
            new Disturbance(DisturbanceKind.LeadOff)
        );

    private static BedBeforeAlarm Asystole(ulong seed) =>
        BedBeforeAlarm.Simulated(seed, AlarmKind.Asystole, after: 7, Rhythm.Asystole);

    private static string Words(AlarmDecision decision) =>
        $"{decision.Verdict} by {decision.Evidence.Rule}: {string.Join("; ", decision.Evidence.Reasons)}";
}
