using System.Buffers;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>Alarms of WardGrid's own conditions are verified before they are raised.</summary>
public sealed class OwnAlarmTests
{
    private readonly OwnAlarms _own = new();
    private readonly List<ConditionChange> _ended = [];
    private readonly List<OwnAlarm> _decided = [];

    [Fact]
    public async Task What_the_check_refutes_is_told_once_and_not_raised_until_the_check_says_otherwise()
    {
        var asked = 0;
        await PlayAsync(
            Rhythm.VentricularTachycardia(),
            seconds: 20,
            c => c.Kind != AlarmKind.VentricularTachycardia || ++asked < 4 ? Verdict.Refuted : Verdict.Undecided
        );

        asked.ShouldBe(4);
        _decided
            .Where(d => d.Candidate.Kind == AlarmKind.VentricularTachycardia)
            .Select(d => d.Decision!.Verdict)
            .ShouldBe([Verdict.Refuted, Verdict.Undecided]);
    }

    [Fact]
    public async Task A_heart_that_stands_still_is_raised_after_ten_seconds_whatever_the_check_says()
    {
        await PlayAsync(Rhythm.Asystole, seconds: 25, _ => Verdict.Refuted);

        var asystoles = _decided.Where(d => d.Candidate.Kind == AlarmKind.Asystole).ToArray();
        asystoles.Select(d => d.Decision!.Verdict).ShouldBe([Verdict.Refuted, Verdict.Undecided]);
        (asystoles[1].Candidate.AtSeconds - asystoles[0].Candidate.AtSeconds).ShouldBe(
            OwnAlarms.HeldBack.TotalSeconds,
            1
        );
    }

    [Fact]
    public async Task Atrial_fibrillation_that_the_check_confirms_is_raised_within_twenty_seconds()
    {
        await PlayAsync(Rhythm.AtrialFibrillation(), seconds: 20, _ => Verdict.Confirmed, score: 0.9f);

        var raised = _decided.ShouldHaveSingleItem();
        raised.Candidate.Kind.ShouldBe(AlarmKind.AtrialFibrillation);
        raised.Candidate.AtSeconds.ShouldBeInRange(30, 50);
    }

    [Fact]
    public async Task Of_two_patients_in_atrial_fibrillation_one_is_verified_at_a_time_and_no_urgent_alarm_waits()
    {
        var clock = new FakeTimeProvider(Clocks.Morning);
        var shared = new LowPriorityVerifications(clock);
        var (first, second) = (new OwnAlarms(shared), new OwnAlarms(shared));
        var signals = await PlayAsync(
            Rhythm.AtrialFibrillation(),
            seconds: 90,
            _ => Verdict.Undecided,
            ahead: [first, second]
        );

        (await AskedAsync(first, signals)).ShouldBe([AlarmKind.AtrialFibrillation]);
        (await AskedAsync(second, signals)).ShouldBeEmpty();
        clock.Advance(LowPriorityVerifications.Spacing);
        (await AskedAsync(second, signals)).ShouldBe([AlarmKind.AtrialFibrillation]);

        var arrest = new OwnAlarms(shared);
        var still = await PlayAsync(Rhythm.Asystole, seconds: 10, _ => Verdict.Undecided, ahead: [arrest]);
        (await AskedAsync(arrest, still)).ShouldContain(AlarmKind.Asystole);
    }

    /// <summary>Which kinds the verifier is asked about now.</summary>
    private static async Task<AlarmKind[]> AskedAsync(OwnAlarms own, BedSignals signals)
    {
        var asked = new List<OwnAlarm>();
        await own.DecideAsync(signals.NowSeconds, c => Answer(c, Verdict.Undecided, null), asked);
        return [.. asked.Select(a => a.Candidate.Kind)];
    }

    private static ValueTask<AlarmDecision?> Answer(AlarmCandidate candidate, Verdict verdict, float? score) =>
        new(
            new AlarmDecision(
                verdict,
                new([], [Reason.Verbatim($"{candidate.Kind}: said by the test")], EvidenceCard.Unchecked, score, null)
            )
        );

    /// <summary>Half a minute of sinus rhythm, then the rhythm that an alarm is of.</summary>
    /// <param name="ahead">Other patients with the same signals, whose alarms nobody has asked about yet.</param>
    private async Task<BedSignals> PlayAsync(
        Rhythm rhythm,
        double seconds,
        Func<AlarmCandidate, Verdict> check,
        OwnAlarms[]? ahead = null,
        float? score = null
    )
    {
        var monitor = new SimulatedMonitor(
            1,
            new("own", [new(0, Rhythm.Sinus(72)), new(30, rhythm)]),
            new(1, "Simulated", "1", SimulatedMonitor.UsualChannels),
            0
        );
        var signals = new BedSignals(monitor.Birth);
        var limits = AlarmLimits.For(AgeBand.Adult);
        var bytes = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds <= 30 + seconds)
        {
            bytes.ResetWrittenCount();
            if (monitor.Next(bytes) != MessageKind.Wave)
                continue;
            WaveFrame.TryRead(bytes.WrittenSpan, out var frame).IsRefused.ShouldBeFalse();
            signals.Accept(frame).IsRefused.ShouldBeFalse();
            foreach (var other in ahead ?? [])
                other.Advance(signals, limits, _ended);
            _own.Advance(signals, limits, _ended);
            await _own.DecideAsync(signals.NowSeconds, c => Answer(c, check(c), score), _decided);
        }

        return signals;
    }
}
