using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Suppression;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>Thirty seconds after an alarm its later samples may change the verdict, and never make it silent.</summary>
public sealed class SecondVerdictTests
{
    private const string AlarmId = "p-1.monitor-1.1.a-1";
    private const double AlarmAt = 65;

    private readonly SettableModel _model = new();
    private readonly VerificationLane _lane = new(1);
    private readonly SuppressionModes _modes = new(
        new SuppressionRule(
            "icu",
            AlarmKind.VentricularTachycardia,
            SuppressionMode.Active,
            "a doctor",
            DateTimeOffset.UnixEpoch,
            "a test",
            ""
        )
    );
    private readonly Bedside _bedside;

    public SecondVerdictTests() => _bedside = new(model: _model, modes: _modes, lane: _lane);

    /// <summary>A false alarm of a calm heart.</summary>
    private static Scenario Calm => Then(Rhythm.Sinus(76));

    /// <summary>A false alarm, and ten seconds later a true tachycardia.</summary>
    private static Scenario ThenTachycardia => Then(Rhythm.VentricularTachycardia());

    private static Scenario Tachycardia =>
        new("tachycardia", [new(0, Rhythm.Sinus(72)), new(60, Rhythm.VentricularTachycardia())]);

    [Fact]
    public async Task A_refuted_alarm_that_is_confirmed_later_sounds_again_and_both_verdicts_are_recorded()
    {
        var play = await PlayAsync(ThenTachycardia, first: 0.01f);
        Recorded.Decision!.Verdict.ShouldBe(Verdict.Refuted);
        Open!.Silent.ShouldBeTrue();

        _model.Probability = 0.99f;
        await play.PlayUntil(AlarmAt + SecondLook.Seconds + 1);
        await Eventually.UntilAsync(() => Open?.Second is not null, PassAsync);
        await _bedside.Settle();

        Open!.Silent.ShouldBeFalse();
        (Recorded.Decision!.Verdict, Recorded.Second!.Decision.Verdict, Recorded.Silent).ShouldBe(
            (Verdict.Refuted, Verdict.Confirmed, false)
        );
        (Recorded.Second.At - Recorded.RaisedAt).TotalSeconds.ShouldBeInRange(
            SecondLook.Seconds,
            SecondLook.Seconds + 2
        );
        _bedside.Records.Trail.Count(e => e.What == "alarm.revised" && e.Subject == AlarmId).ShouldBe(1);
        _bedside.Records.Strips.ShouldContainKey(AlarmId);
    }

    [Fact]
    public async Task A_silent_alarm_that_has_ended_comes_back_when_it_is_confirmed_later()
    {
        var play = await PlayAsync(ThenTachycardia, first: 0.01f);
        await _bedside.Alert("a-1", "VT", AlertPhase.End);
        Open.ShouldBeNull();

        _model.Probability = 0.99f;
        await play.PlayUntil(AlarmAt + SecondLook.Seconds + 1);
        await Eventually.UntilAsync(() => Open is not null, PassAsync);

        (Open!.Silent, Open.EndedAt is not null, Open.AcknowledgedAt).ShouldBe((false, true, null));
    }

    [Fact]
    public async Task An_undecided_alarm_that_is_refuted_later_goes_on_sounding_in_active_mode()
    {
        var play = await PlayAsync(Calm, first: 0.4f);
        Recorded.Decision!.Verdict.ShouldBe(Verdict.Undecided);

        _model.Probability = 0.01f;
        await play.PlayUntil(AlarmAt + SecondLook.Seconds + 1);
        await Eventually.UntilAsync(() => Open?.Second is not null, PassAsync);
        await _bedside.Settle();
        await _bedside.Settle();

        Recorded.Second!.Decision.Verdict.ShouldBe(Verdict.Refuted);
        (Open!.Silent, Recorded.Silent).ShouldBe((false, false));
        AlarmHandling.VerdictOf(Open).ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public async Task Where_nothing_changes_nothing_is_written()
    {
        var play = await PlayAsync(Calm, first: 0.01f);
        await play.PlayUntil(AlarmAt + SecondLook.Seconds + 1);
        await AllAreVerifiedAsync();
        await _bedside.Settle();

        _model.Asked.ShouldBe(1 + SecondLook.Moments.Length);
        Recorded.Second.ShouldBeNull();
        Open!.Silent.ShouldBeTrue();
        _bedside.Records.Trail.ShouldNotContain(e => e.What == "alarm.revised");
    }

    [Fact]
    public async Task A_confirmed_alarm_is_not_looked_at_again()
    {
        var play = await PlayAsync(Tachycardia, first: 0.99f);
        Recorded.Decision!.Verdict.ShouldBe(Verdict.Confirmed);
        var asked = _model.Asked;

        await play.PlayUntil(AlarmAt + SecondLook.Seconds + 1);
        await AllAreVerifiedAsync();

        _model.Asked.ShouldBe(asked);
    }

    [Fact]
    public async Task A_device_that_falls_silent_leaves_the_first_verdict()
    {
        await PlayAsync(ThenTachycardia, first: 0.01f);
        _model.Probability = 0.99f;

        await _bedside.Silence(90);
        await AllAreVerifiedAsync();

        (_model.Asked, Recorded.Second).ShouldBe((1, null));
    }

    [Fact]
    public async Task A_patient_that_moves_keeps_the_first_verdict()
    {
        var play = await PlayAsync(ThenTachycardia, first: 0.01f);
        _model.Probability = 0.99f;
        _bedside.BeginNextLife(goesOn: true);

        await play.PlayUntil(AlarmAt + SecondLook.Seconds + 1);
        await AllAreVerifiedAsync();
        await _bedside.Settle();

        Recorded.Second.ShouldBeNull();
        Recorded.Decision!.Verdict.ShouldBe(Verdict.Refuted);
    }

    [Fact]
    public async Task A_patient_who_has_left_gets_no_second_verdict()
    {
        var play = await PlayAsync(ThenTachycardia, first: 0.01f);
        _model.Probability = 0.99f;
        _bedside.Patient.Take(new PatientCommand.Discharge("nurse")).Done.ShouldBeTrue();

        await play.PlayUntil(AlarmAt + SecondLook.Seconds + 1);
        await AllAreVerifiedAsync();
        await _bedside.Settle();

        Recorded.Second.ShouldBeNull();
    }

    private Alarm Recorded => _bedside.Records.Alarms[AlarmId];

    private Alarm? Open => _bedside.Patient.State.Open.FirstOrDefault(a => a.Id == AlarmId);

    private static Scenario Then(Rhythm rhythm) => new("then", [new(0, Rhythm.Sinus(72)), new(75, rhythm)]);

    /// <summary>Plays until the alarm has its first verdict and this is recorded.</summary>
    private async Task<PlayedScenario> PlayAsync(Scenario scenario, float first)
    {
        _model.Probability = first;
        var play = new PlayedScenario(_bedside, scenario);
        await play.PlayUntil(AlarmAt);
        await _bedside.Alert("a-1");
        await play.PlayUntil(AlarmAt + 1);
        await _bedside.Settle();
        return play;
    }

    private async Task PassAsync() => await _bedside.Patient.PassTimeAsync();

    /// <summary>The lane has run everything that waits, and the patient has taken it.</summary>
    private async Task AllAreVerifiedAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            await _bedside.Patient.PassTimeAsync();
            await _lane.RunAsync(VerificationUrgency.SecondLook, () => new(AlarmVerification.Off));
            await _bedside.Patient.PassTimeAsync();
        }
    }

    private sealed class SettableModel : IAlarmModel
    {
        private int _asked;

        public float Probability { get; set; }

        /// <summary>How often it was asked of ventricular tachycardia.</summary>
        public int Asked => _asked;

        public ValueTask<ModelScore?> ScoreAsync(
            AlarmKind kind,
            ReadOnlyMemory<float> features,
            CancellationToken deadline
        )
        {
            if (kind == AlarmKind.VentricularTachycardia)
                Interlocked.Increment(ref _asked);
            return new(new ModelScore("settable 1", Probability, 0.3f));
        }
    }
}
