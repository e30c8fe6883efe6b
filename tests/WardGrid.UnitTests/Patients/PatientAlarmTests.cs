using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Suppression;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

public class PatientAlarmTests
{
    private const string AlarmId = "p-1.monitor-1.1.a-1";

    /// <summary>A monitor that says VT of a calm heart: what every channel denies.</summary>
    private static readonly Scenario CalmHeart = new(
        "calm",
        [new(0, Rhythm.Sinus(70)), new(60, Rhythm.Sinus(70), new ScenarioAlert(5, "VT", "high", "*** V-TACH"))]
    );

    [Fact]
    public async Task A_monitors_alarm_is_shown_with_its_verdict_and_recorded_with_its_strip()
    {
        var bedside = new Bedside();
        await new PlayedScenario(bedside, Scenarios.VentricularTachycardia).PlayUntil(72);
        await bedside.Settle();

        var shown = bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.VentricularTachycardia);
        shown.Id.ShouldBe(AlarmId);
        shown.Origin.ShouldBe(AlarmOrigin.Monitor);
        shown.Decision!.Verdict.ShouldBe(Verdict.Confirmed);
        shown.Decision.Evidence.Reasons.ShouldNotBeEmpty();
        bedside.Records.Alarms[AlarmId].Decision.ShouldBe(shown.Decision);
        bedside.Records.Trail.ShouldContain(e => e.What == "alarm.decided" && e.Subject == AlarmId);

        var strip = bedside.Records.Strips[AlarmId];
        strip.AlarmSeconds.ShouldBe(65);
        strip.Channels.Length.ShouldBe(5);
        strip.Channels[0].Start.ShouldBe(55 * 250);
        strip.Channels[0].Samples.Length.ShouldBe(15 * 250);
        strip.Channels[0].Samples.ShouldNotContain(ChannelDeclaration.Missing);
    }

    [Fact]
    public async Task A_refuted_alarm_sounds_in_shadow()
    {
        var bedside = new Bedside(model: new SureModel(0.01f));
        await new PlayedScenario(bedside, CalmHeart).PlayUntil(66);
        await bedside.Settle();

        var alarm = bedside.Bed.Alarms.Single(a => a.Id == AlarmId);
        alarm.Decision!.Verdict.ShouldBe(Verdict.Refuted);
        alarm.Silent.ShouldBeFalse();
    }

    [Theory]
    [InlineData(AlarmKind.Asystole)]
    [InlineData(AlarmKind.VentricularFibrillation)]
    public void Asystole_and_ventricular_fibrillation_are_never_silent_whatever_the_mode(AlarmKind kind)
    {
        var modes = new SuppressionModes(Active(kind), Active(AlarmKind.VentricularTachycardia));

        modes.LeadSilence(Refuted(kind), "icu").ShouldBeFalse();
        modes.LeadSilence(Refuted(AlarmKind.VentricularTachycardia), "icu").ShouldBeTrue();
        modes.LeadSilence(Refuted(AlarmKind.VentricularTachycardia), "another ward").ShouldBeFalse();
        SuppressionModes.AllShadow.LeadSilence(Refuted(AlarmKind.VentricularTachycardia), "icu").ShouldBeFalse();
    }

    [Fact]
    public async Task In_active_mode_a_refuted_alarm_falls_silent_only_once_it_is_recorded()
    {
        var records = new RecordsInMemory { Failure = new IOException("the disk is full") };
        var modes = new SuppressionModes(Active(AlarmKind.VentricularTachycardia));
        var bedside = new Bedside(model: new SureModel(0.01f), modes: modes, records: records);
        await new PlayedScenario(bedside, CalmHeart).PlayUntil(66);
        await bedside.Settle();
        Alarm().Decision!.Verdict.ShouldBe(Verdict.Refuted);
        Alarm().Silent.ShouldBeFalse();

        // Meanwhile the device is silent: the alarm has ended as lost, and needs nobody once it is silent.
        records.Failure = null;
        await bedside.Recover();
        await bedside.Settle();
        records.Alarms[AlarmId].Silent.ShouldBeTrue();

        Alarm Alarm() => bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.VentricularTachycardia);
    }

    [Fact]
    public async Task A_silent_alarm_sounds_again_as_soon_as_its_rule_is_stepped_back_and_never_falls_silent_late()
    {
        var modes = new SuppressionModes(Active(AlarmKind.VentricularTachycardia));
        var bedside = new Bedside(model: new SureModel(0.01f), modes: modes);
        var played = new PlayedScenario(bedside, CalmHeart);
        await played.PlayUntil(66);
        await bedside.Settle();
        Alarm().Silent.ShouldBeTrue();

        modes.Replace([]);
        await bedside.Patient.PassTimeAsync();
        Alarm().Silent.ShouldBeFalse();

        // Also when what was recorded of it meanwhile, and its strip later on, are in the alarm log.
        modes.Replace([Active(AlarmKind.VentricularTachycardia)]);
        await bedside.Settle();
        await played.PlayUntil(72);
        await bedside.Settle();
        Alarm().Silent.ShouldBeFalse();

        Alarm Alarm() => bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.VentricularTachycardia);
    }

    [Fact]
    public async Task A_kind_that_is_off_is_not_verified_and_sounds_as_it_was_raised()
    {
        var modes = new SuppressionModes(Active(AlarmKind.VentricularTachycardia) with { Mode = SuppressionMode.Off });
        var bedside = new Bedside(model: new SureModel(0.01f), modes: modes);
        await new PlayedScenario(bedside, Scenarios.VentricularTachycardia).PlayUntil(66);
        await bedside.Settle();

        var alarm = bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.VentricularTachycardia);
        alarm.Decision!.Verdict.ShouldBe(Verdict.Undecided);
        alarm.Decision.Evidence.Reasons[0].Code.ShouldBe("off");
        alarm.Silent.ShouldBeFalse();
    }

    [Fact]
    public async Task The_ward_sees_a_decision_while_the_records_hang()
    {
        var records = new RecordsInMemory { Gate = new TaskCompletionSource().Task };
        var bedside = new Bedside(records: records);
        await new PlayedScenario(bedside, Scenarios.VentricularTachycardia).PlayUntil(70);

        bedside.Bed.Alarms.ShouldContain(a => a.Id == AlarmId && a.Decision != null);
        bedside.Patient.Settled.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_decision_that_could_not_be_recorded_is_kept_and_tried_again()
    {
        var records = new RecordsInMemory { Failure = new IOException("the disk is full") };
        var bedside = new Bedside(records: records);
        await bedside.Birth();
        await bedside.Frames(8);
        await bedside.Alert("a-1");
        await bedside.Settle();
        records.Alarms.ShouldBeEmpty();
        bedside.Patient.State.Unrecorded.ShouldHaveSingleItem().Id.ShouldBe(AlarmId);
        (await bedside.Patient.Settled).ShouldBeFalse();

        records.Failure = null;
        await bedside.Recover();
        records.Alarms.ShouldContainKey(AlarmId);
        records.Strips.ShouldContainKey(AlarmId);
        bedside.Patient.State.Unrecorded.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alarm_waits_for_the_samples_that_it_speaks_of_and_is_seen_meanwhile()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(8);
        await bedside.Alert("a-1", sample: 600);
        bedside.Bed.Alarms.ShouldHaveSingleItem().Decision.ShouldBeNull();

        await bedside.Frames(2);
        bedside.Bed.Alarms.ShouldHaveSingleItem().Decision.ShouldNotBeNull();
        bedside.Bed.Alarms[0].Decision!.Evidence.Channels.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_alarm_whose_samples_never_come_stands_undecided()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(8);
        await bedside.Alert("a-1", sample: 600);

        await bedside.Silence(2);

        var decision = bedside.Bed.Alarms.ShouldHaveSingleItem().Decision!;
        decision.Verdict.ShouldBe(Verdict.Undecided);
        decision.Evidence.Reasons[0].English.ShouldContain("had not come");
    }

    [Fact]
    public async Task A_late_model_leaves_the_alarm_standing()
    {
        var bedside = new Bedside(model: new LateModel());
        await bedside.Birth();
        await bedside.Frames(8);
        var turn = bedside.Alert("a-1");
        turn.IsCompleted.ShouldBeFalse();
        bedside.Clock.Advance(PatientVerifications.TurnWait);
        (await turn).IsRefused.ShouldBeFalse();
        bedside.Bed.Alarms.ShouldHaveSingleItem().Decision.ShouldBeNull();

        await Eventually.UntilAsync(() => bedside.Bed.Alarms[0].Decision is not null, bedside.PatientTurn);
        var decision = bedside.Bed.Alarms.Single(a => a.Id == AlarmId).Decision!;
        decision.Verdict.ShouldBe(Verdict.Undecided);
        decision.Evidence.Reasons[0].English.ShouldContain("did not answer");
    }

    [Fact]
    public async Task A_failing_model_leaves_the_alarm_standing()
    {
        var bedside = new Bedside(model: new FailingModel());
        await new PlayedScenario(bedside, Scenarios.VentricularTachycardia).PlayUntil(66);

        var decision = bedside.Bed.Alarms.Single(a => a.Id == AlarmId).Decision!;
        decision.Verdict.ShouldBe(Verdict.Undecided);
        decision.Evidence.Reasons[0].English.ShouldContain("no more memory");
    }

    [Fact]
    public async Task A_latching_alarm_stays_after_its_end_until_someone_acknowledges_it()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(8);
        await bedside.Alert("a-1", "VT");
        await bedside.Alert("a-2", "SPO2_LOW");
        await bedside.Alert("a-1", "VT", AlertPhase.End);
        await bedside.Alert("a-2", "SPO2_LOW", AlertPhase.End);
        bedside.Bed.Alarms.ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.VentricularTachycardia);

        bedside.Patient.Take(new PatientCommand.Acknowledge("nurse", AlarmId)).Done.ShouldBeTrue();
        bedside.Bed.Alarms.ShouldBeEmpty();
        await bedside.Settle();
        bedside.Records.Alarms[AlarmId].AcknowledgedBy.ShouldBe("nurse");
        bedside.Records.Trail.ShouldContain(e => e.What == "alarm.acknowledged" && e.By == "nurse");
    }

    [Fact]
    public async Task A_repeated_alert_is_one_alarm_and_an_end_without_start_is_refused()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(8);
        await bedside.Alert("a-1");
        await bedside.Alert("a-1");
        bedside.Patient.State.Open.ShouldHaveSingleItem();

        (await bedside.Alert("a-9", phase: AlertPhase.End)).Reason.ShouldBe(RefusalReason.UnknownAlarm);
    }

    [Fact]
    public async Task An_id_that_comes_again_after_its_end_is_a_new_alarm()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(8);
        await bedside.Alert("a-1");
        await bedside.Alert("a-1", phase: AlertPhase.End);
        await bedside.Frames(4);
        await bedside.Alert("a-1");

        bedside.Patient.State.Open.Length.ShouldBe(2);
        bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldBeNull();
        bedside.Patient.Take(new PatientCommand.Acknowledge("nurse", bedside.Bed.Alarms[0].Id));
        bedside.Patient.State.Open.ShouldAllBe(a => a.AcknowledgedBy == "nurse");
    }

    [Fact]
    public async Task A_condition_that_monitor_and_wardgrid_both_see_is_one_line_on_the_ward()
    {
        var bedside = new Bedside();
        await new PlayedScenario(bedside, Scenarios.Arrest).PlayUntil(102);

        var open = bedside.Patient.State.Open.Where(a => a.Kind == AlarmKind.Asystole).ToList();
        open.Select(a => a.Origin).ShouldBe([AlarmOrigin.Monitor, AlarmOrigin.WardGrid], ignoreOrder: true);
        bedside
            .Bed.Alarms.Where(a => a.Kind == AlarmKind.Asystole)
            .ShouldHaveSingleItem()
            .Origin.ShouldBe(AlarmOrigin.Monitor);
    }

    [Fact]
    public async Task A_silent_device_is_an_alarm_after_ten_seconds_and_its_return_ends_it()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(4);
        await bedside.Silence(9);
        bedside.Bed.Alarms.ShouldBeEmpty();

        await bedside.Silence(2);
        bedside.Bed.Alarms.ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.NoData);

        (await bedside.Frame(start: 3000)).IsRefused.ShouldBeFalse();
        bedside.Bed.Alarms.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_epoch_ends_the_alarms_that_the_device_can_end_no_more()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(8);
        await bedside.Alert("a-1");

        await bedside.Birth(epoch: 2);

        bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_open_and_what_was_set_survives_the_end_of_a_life()
    {
        var first = new Bedside();
        await first.Birth();
        await first.Frames(8);
        await first.Alert("a-1");
        var limits = new AlarmLimits(45, 130, 92, 95, 170);
        first.Patient.Take(new PatientCommand.SetLimits("doctor", limits)).Done.ShouldBeTrue();
        await first.Settle();
        first.Clock.Advance(TimeSpan.FromSeconds(1));

        var second = new Bedside(first.Records.States["p-1"], clock: first.Clock, records: first.Records);

        second.Bed.Alarms.ShouldHaveSingleItem().Id.ShouldBe(AlarmId);
        second.Bed.Limits.ShouldBe(limits);
        second.Bed.Version.ShouldBeGreaterThan(first.Bed.Version);
        await second.Birth();
        (await second.Alert("a-1", phase: AlertPhase.End)).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public async Task A_patient_that_was_heard_before_a_restart_is_missed_after_it()
    {
        var first = new Bedside();
        await first.Birth();
        await first.Frames(4);
        await first.Settle();

        var second = new Bedside(first.Records.States["p-1"], clock: first.Clock, records: first.Records);
        await second.Silence(11);

        second.Bed.Alarms.ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.NoData);
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused_in_words()
    {
        var outcome = new Bedside().Patient.Take(new PatientCommand.SetLimits("doctor", new(140, 40, 90, 90, 180)));

        outcome.Done.ShouldBeFalse();
        outcome.Reason.ShouldContain("heart rate");
    }

    private static SuppressionRule Active(AlarmKind kind) =>
        new("icu", kind, SuppressionMode.Active, "a doctor", DateTimeOffset.UnixEpoch, "a test", "");

    private static Alarm Refuted(AlarmKind kind) =>
        new(
            "x",
            "p",
            "b",
            false,
            kind,
            AlarmPriority.High,
            AlarmOrigin.Monitor,
            "",
            DateTimeOffset.UnixEpoch,
            null,
            new(Verdict.Refuted, new([], [Reason.Verbatim("no")], "test", null, null)),
            false,
            null,
            null
        );

    private sealed class SureModel(float probability) : IAlarmModel
    {
        public ValueTask<ModelScore?> ScoreAsync(
            AlarmKind kind,
            ReadOnlyMemory<float> features,
            CancellationToken deadline
        ) => new(new ModelScore("sure 1", probability, 0.3f));
    }

    private sealed class LateModel : IAlarmModel
    {
        public ValueTask<ModelScore?> ScoreAsync(
            AlarmKind kind,
            ReadOnlyMemory<float> features,
            CancellationToken deadline
        ) => new(new TaskCompletionSource<ModelScore?>().Task);
    }

    private sealed class FailingModel : IAlarmModel
    {
        public ValueTask<ModelScore?> ScoreAsync(
            AlarmKind kind,
            ReadOnlyMemory<float> features,
            CancellationToken deadline
        ) => throw new InvalidOperationException("no more memory");
    }
}
