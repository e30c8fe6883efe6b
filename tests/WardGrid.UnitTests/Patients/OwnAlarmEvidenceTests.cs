using System.Buffers;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Patients;

/// <summary>WardGrid's own alarms that need the evidence of the verification.</summary>
public sealed class OwnAlarmEvidenceTests
{
    private static readonly DeviceBirth Birth = new(1, "test", "1", [new(0, "II", Mdc.EcgLeadII, 100, "mV", 200, 0)]);

    private int _asked;

    [Theory]
    [InlineData(Presence.Suspected, 0.6f, Verdict.Confirmed, true)]
    [InlineData(Presence.Suspected, 0.4f, Verdict.Undecided, true)]
    [InlineData(Presence.Suspected, 0.2f, Verdict.Undecided, false)]
    [InlineData(Presence.Suspected, 0.01f, Verdict.Refuted, false)]
    [InlineData(Presence.Present, 0.4f, Verdict.Undecided, true)]
    [InlineData(Presence.Present, 0.2f, Verdict.Undecided, false)]
    [InlineData(Presence.Present, 0.01f, Verdict.Refuted, false)]
    public async Task A_short_run_is_raised_at_once_where_the_model_shows_it_and_else_not_at_all(
        Presence presence,
        float probability,
        Verdict verdict,
        bool isRaised
    )
    {
        var raised = await RaisedAsync(s => s is >= 3 and < 8 ? presence : Presence.Absent, verdict, probability);

        raised.ShouldBe(isRaised ? [3] : []);
    }

    [Theory]
    [InlineData(Presence.Suspected)]
    [InlineData(Presence.Present)]
    public async Task A_run_that_goes_on_for_ten_seconds_is_raised_though_the_model_is_in_doubt(Presence presence)
    {
        (await RaisedAsync(s => s < 3 ? Presence.Absent : presence, Verdict.Undecided, 0.2f)).ShouldBe([13]);
        _asked.ShouldBe(6, "every two seconds");
    }

    [Fact]
    public async Task Fibrillation_is_raised_at_once_though_the_model_is_in_doubt()
    {
        const AlarmKind Kind = AlarmKind.VentricularFibrillation;

        (
            await RaisedAsync(s => s is 3 or 4 ? Presence.Present : Presence.Absent, Verdict.Undecided, 0.2f, Kind)
        ).ShouldBe([3]);
    }

    [Fact]
    public async Task A_run_that_goes_on_is_not_raised_where_two_keys_refute_it()
    {
        (await RaisedAsync(s => s < 3 ? Presence.Absent : Presence.Present, Verdict.Refuted, 0.01f)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_comes_and_goes_does_not_count_as_one_that_goes_on()
    {
        (
            await RaisedAsync(s => s % 6 < 5 ? Presence.Suspected : Presence.Absent, Verdict.Undecided, 0.2f)
        ).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Presence.Present, true)]
    [InlineData(Presence.Suspected, false)]
    public async Task Without_a_model_the_condition_decides_alone(Presence presence, bool isRaised)
    {
        var raised = await RaisedAsync(s => s < 3 ? Presence.Absent : presence, Verdict.Undecided, null);

        raised.ShouldBe(isRaised ? [3] : []);
    }

    [Theory]
    [InlineData(Verdict.Confirmed, 0.6f, true)]
    [InlineData(Verdict.Undecided, 0.6f, false)]
    [InlineData(Verdict.Undecided, null, false)]
    public async Task The_beginning_of_atrial_fibrillation_is_raised_only_where_it_is_confirmed(
        Verdict verdict,
        float? probability,
        bool isRaised
    )
    {
        var raised = await RaisedAsync(
            s => s < 3 ? Presence.Absent : Presence.Suspected,
            verdict,
            probability,
            AlarmKind.AtrialFibrillation
        );

        raised.ShouldBe(isRaised ? [3] : []);
    }

    [Fact]
    public async Task Nobody_is_told_of_a_suspicion_that_nothing_comes_of()
    {
        var decided = await PlayAsync(_ => Presence.Suspected, Verdict.Refuted, 0.01f);

        decided.ShouldBeEmpty();
        _asked.ShouldBeGreaterThan(5);
    }

    /// <summary>The seconds at which the alarm was raised.</summary>
    private async Task<double[]> RaisedAsync(
        Func<double, Presence> script,
        Verdict verdict,
        float? probability,
        AlarmKind kind = AlarmKind.VentricularTachycardia
    ) =>
        [
            .. (await PlayAsync(script, verdict, probability, kind))
                .Where(d => !d.IsHeld)
                .Select(d => Math.Floor(d.Candidate.AtSeconds)),
        ];

    private async Task<List<OwnAlarm>> PlayAsync(
        Func<double, Presence> script,
        Verdict verdict,
        float? probability,
        AlarmKind kind = AlarmKind.VentricularTachycardia
    )
    {
        var own = new OwnAlarms(null, new([new Scripted(kind, script)]));
        var (signals, limits) = (new BedSignals(Birth), AlarmLimits.For(AgeBand.Adult));
        var (decided, bytes) = (new List<OwnAlarm>(), new ArrayBufferWriter<byte>());
        for (var i = 0; i < 4 * 18; i++)
        {
            bytes.ResetWrittenCount();
            WaveFrameWriter.WriteHeader(bytes, 1, (uint)i, 0, 1);
            WaveFrameWriter.WriteChannel(bytes, 0, 25 * i, new short[25]);
            WaveFrame.TryRead(bytes.WrittenSpan, out var frame).IsRefused.ShouldBeFalse();
            signals.Accept(frame).IsRefused.ShouldBeFalse();
            own.Advance(signals, limits, []);
            await own.DecideAsync(signals.NowSeconds, _ => Answer(verdict, probability), decided);
        }

        return decided;
    }

    private ValueTask<AlarmDecision?> Answer(Verdict verdict, float? probability)
    {
        _asked++;
        return new(
            new AlarmDecision(verdict, new([], [Reason.Verbatim("said by the test")], "test", probability, 0.1f))
        );
    }

    private sealed class Scripted(AlarmKind kind, Func<double, Presence> script) : IAlarmCondition
    {
        public AlarmKind Kind => kind;

        public AlarmPriority Priority => kind == AlarmKind.AtrialFibrillation ? AlarmPriority.Low : AlarmPriority.High;

        public double OnsetSeconds => 0;

        public double ReliefSeconds => 20;

        public Presence Judge(BedSignals signals, AlarmLimits limits) => script(Math.Floor(signals.NowSeconds));

        public string Describe(BedSignals signals, AlarmLimits limits) => "as scripted";
    }
}
