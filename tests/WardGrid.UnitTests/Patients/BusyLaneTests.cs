using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>While others are verified an alarm sounds without its verdict, and gets it when it comes.</summary>
public sealed class BusyLaneTests
{
    private const string AlarmId = "p-1.monitor-1.1.a-1";

    private readonly VerificationLane _lane = new(1);
    private readonly TaskCompletionSource _others = new();
    private readonly Bedside _bedside;

    public BusyLaneTests() => _bedside = new(lane: _lane);

    [Fact]
    public async Task A_monitors_alarm_sounds_at_once_and_gets_its_verdict_later()
    {
        await _bedside.Birth();
        await _bedside.Frames(8);
        OthersAreVerified();

        var turn = _bedside.Alert("a-1");
        turn.IsCompleted.ShouldBeFalse();
        _bedside.Clock.Advance(PatientVerifications.TurnWait);
        await turn;

        var alarm = _bedside.Bed.Alarms.ShouldHaveSingleItem();
        (alarm.Decision, alarm.Silent).ShouldBe((null, false));
        _bedside.Patient.Verifies.ShouldBeTrue();
        var verified = _bedside.Patient.Verified;
        verified.IsCompleted.ShouldBeFalse();
        var next = _bedside.Patient.NextVerdict!;
        (next.IsCompleted, _bedside.Patient.HasNewVerdict).ShouldBe((false, false));

        _others.SetResult();
        await next;
        _bedside.Patient.HasNewVerdict.ShouldBeTrue();
        await _bedside.Frames(1);
        _bedside.Bed.Alarms.ShouldHaveSingleItem().Decision.ShouldNotBeNull();
        verified.IsCompleted.ShouldBeTrue();
        _bedside.Patient.Verifies.ShouldBeFalse();
        _bedside.Patient.NextVerdict.ShouldBeNull();
        await _bedside.Settle();
        _bedside.Records.Alarms[AlarmId].Decision.ShouldNotBeNull();
    }

    [Fact]
    public async Task One_turn_waits_no_longer_for_several_alarms_than_for_one()
    {
        await _bedside.Birth();
        await _bedside.Frames(8);
        OthersAreVerified();
        var first = _bedside.Alert("a-1", "VT");
        _bedside.Clock.Advance(PatientVerifications.TurnWait);
        await first;

        var second = _bedside.Alert("a-2", "ASYSTOLE");
        _bedside.Clock.Advance(PatientVerifications.TurnWait);
        await second;

        _bedside.Bed.Alarms.Length.ShouldBe(2);
        _others.SetResult();
        await _bedside.Frames(1);
        _bedside.Bed.Alarms.ShouldAllBe(a => a.Decision != null);
    }

    [Fact]
    public async Task WardGrids_own_urgent_alarm_is_raised_without_its_verdict_after_half_a_second()
    {
        var play = new PlayedScenario(_bedside, new("arrest", [new(0, Rhythm.Sinus(72)), new(30, Rhythm.Asystole)]));
        await play.PlayUntil(30);
        OthersAreVerified();

        await UntilAsync(play, () => Own(AlarmKind.Asystole) is not null);
        Own(AlarmKind.Asystole)!.Decision.ShouldBeNull();
        _bedside.Elapsed.ShouldBeLessThan(30 + 4 + 4);

        _others.SetResult();
        await UntilAsync(play, () => Own(AlarmKind.Asystole)!.Decision is not null);
        Own(AlarmKind.Asystole)!.Decision!.Verdict.ShouldNotBe(Verdict.Refuted);
    }

    [Fact]
    public async Task WardGrids_own_alarm_of_low_priority_waits_for_its_verdict()
    {
        var play = new PlayedScenario(
            _bedside,
            new("af", [new(0, Rhythm.Sinus(72)), new(40, Rhythm.AtrialFibrillation())])
        );
        await play.PlayUntil(40);
        OthersAreVerified();
        await UntilAsync(play, () => _bedside.Patient.Verifies);
        for (var turn = 0; turn < 20; turn++)
            await TurnAsync(play);
        Own(AlarmKind.AtrialFibrillation).ShouldBeNull();

        _others.SetResult();
        await UntilAsync(play, () => Own(AlarmKind.AtrialFibrillation) is not null);
        Own(AlarmKind.AtrialFibrillation)!.Decision.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_condition_that_ends_while_it_waits_for_its_verdict_is_raised_all_the_same()
    {
        var own = new OwnAlarms();
        List<OwnAlarm> decided = [];
        var (signals, ended) = (await PlayedAsync(Rhythm.VentricularTachycardia(), own, decided), new List<OwnAlarm>());
        own.Waits.ShouldBeTrue();

        own.Forget();
        await own.DecideAsync(signals.NowSeconds, _ => new((AlarmDecision?)null), ended);

        var raised = ended.ShouldHaveSingleItem();
        (raised.Candidate.Kind, raised.Decision, raised.HasEnded).ShouldBe(
            (AlarmKind.VentricularTachycardia, null, true)
        );
    }

    [Fact]
    public async Task The_frame_after_an_alarm_is_shown_as_soon_as_any_other()
    {
        await _bedside.Birth();
        await _bedside.Frames(8);
        await _bedside.Send(MessageKind.Numerics, $$$"""{"epoch":1,"time":{{{_bedside.Micros}}},"v":{"147842":71}}""");
        _bedside.Clock.Advance(TimeSpan.FromMilliseconds(200));
        await _bedside.Alert("a-1");
        var views = _bedside.Views.Count;

        (await _bedside.Frame(after: 48)).ThrowIfRefused();

        _bedside.Views.Count.ShouldBe(views + 1);
    }

    [Fact]
    public async Task The_copy_that_is_verified_shows_what_the_bed_shows()
    {
        var signals = await PlayedAsync(Rhythm.VentricularTachycardia(), new(), []);
        foreach (var kind in Enum.GetValues<AlarmKind>().Where(AlarmHandling.IsVerified))
        {
            var candidate = new AlarmCandidate(kind, AlarmPriority.High, AlarmOrigin.Monitor, signals.NowSeconds, "");

            var (bed, copy) = (
                AlarmEvidence.Gather(signals, candidate),
                AlarmEvidence.Gather(signals.Copy(), candidate)
            );

            copy.Features.ToArray().ShouldBe(bed.Features.ToArray());
            copy.Channels.ShouldBe(bed.Channels);
            copy.RuleVerdict.ShouldBe(bed.RuleVerdict);
        }
    }

    private Alarm? Own(AlarmKind kind) =>
        _bedside.Views.Count == 0
            ? null
            : _bedside.Bed.Alarms.FirstOrDefault(a => a.Kind == kind && a.Origin == AlarmOrigin.WardGrid);

    /// <summary>The lane is taken until <see cref="_others"/> is set.</summary>
    private void OthersAreVerified() =>
        _ = _lane.RunAsync(
            VerificationUrgency.High,
            async () =>
            {
                await _others.Task;
                return AlarmVerification.Off;
            }
        );

    private async Task UntilAsync(PlayedScenario play, Func<bool> isSo)
    {
        for (var turn = 0; turn < 400 && !isSo(); turn++)
            await TurnAsync(play);
        isSo().ShouldBeTrue();
    }

    /// <summary>A quarter of a second of messages, each of whose turns may wait for verdicts.</summary>
    private async Task TurnAsync(PlayedScenario play)
    {
        var played = play.PlayOn(0.25);
        // Once the lane is free the verdict comes, so the clock stands still until it is there.
        while (!played.IsCompleted && !_others.Task.IsCompleted)
        {
            _bedside.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await played;
    }

    /// <summary>Half a minute of sinus rhythm, then the rhythm, until a condition waits for its verdict.</summary>
    private static async Task<BedSignals> PlayedAsync(Rhythm rhythm, OwnAlarms own, List<OwnAlarm> decided)
    {
        var monitor = new SimulatedMonitor(
            1,
            new("own", [new(0, Rhythm.Sinus(72)), new(40, rhythm)]),
            new(1, "Simulated", "1", SimulatedMonitor.UsualChannels),
            0
        );
        var signals = new BedSignals(monitor.Birth);
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        while (!own.Waits && monitor.DueSeconds < 60)
        {
            bytes.ResetWrittenCount();
            if (monitor.Next(bytes) != MessageKind.Wave)
                continue;
            WaveFrame.TryRead(bytes.WrittenSpan, out var frame).IsRefused.ShouldBeFalse();
            signals.Accept(frame).IsRefused.ShouldBeFalse();
            own.Advance(signals, AlarmLimits.For(AgeBand.Adult), []);
            await own.DecideAsync(signals.NowSeconds, _ => new((AlarmDecision?)null), decided);
        }

        return signals;
    }
}
