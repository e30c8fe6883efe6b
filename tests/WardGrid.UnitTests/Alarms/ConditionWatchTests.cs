using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Alarms;

public class ConditionWatchTests
{
    private static readonly AlarmLimits Limits = AlarmLimits.For(AgeBand.Adult);

    [Fact]
    public void An_alarm_starts_only_after_its_onset_and_ends_only_after_its_relief()
    {
        // present from second 3 to second 9
        var bed = new ScriptedBed(
            onset: 2,
            relief: 3,
            second => second is >= 3 and < 9 ? Presence.Present : Presence.Absent
        );

        var changes = bed.Run(20);

        changes.Select(c => (c.Started, c.AtSeconds)).ShouldBe([(true, 5), (false, 12)]);
    }

    [Fact]
    public void A_condition_that_flickers_faster_than_its_relief_is_one_alarm()
    {
        var bed = new ScriptedBed(
            onset: 0,
            relief: 3,
            second => second < 12 && second % 2 == 0 ? Presence.Present : Presence.Absent
        );

        bed.Run(20).Count(c => c.Started).ShouldBe(1);
    }

    [Fact]
    public void Poor_signals_neither_start_nor_end_an_alarm()
    {
        var bed = new ScriptedBed(onset: 0, relief: 2, second => second < 3 ? Presence.Present : Presence.Unknown);

        var changes = bed.Run(30);

        changes.ShouldHaveSingleItem().Started.ShouldBeTrue();
        bed.Watch.Lasting.ShouldBe([AlarmKind.Asystole]);
    }

    [Fact]
    public void Frames_shorter_than_a_second_are_judged_once_a_second()
    {
        var judged = 0;
        var bed = new ScriptedBed(
            onset: 0,
            relief: 0,
            _ =>
            {
                judged++;
                return Presence.Absent;
            }
        );

        bed.Run(10);

        judged.ShouldBeInRange(10, 11);
    }

    [Fact]
    public void An_alarm_outlives_a_restart_of_the_devices_sample_counters()
    {
        var bed = new ScriptedBed(onset: 0, relief: 2, _ => Presence.Present);
        bed.Run(5);

        bed.Restart();

        bed.Watch.Lasting.ShouldBe([AlarmKind.Asystole]);
        bed.Run(5).ShouldBeEmpty();
    }

    [Fact]
    public void A_suspicion_begins_no_alarm_and_ends_none()
    {
        var bed = new ScriptedBed(onset: 0, relief: 2, second => second < 5 ? Presence.Suspected : Presence.Absent);

        bed.Run(4).ShouldBeEmpty();
        bed.Watch.Suspicions.ShouldHaveSingleItem().Started.ShouldBeTrue();
        bed.Run(4);
        bed.Watch.Suspicions.ShouldBeEmpty();
        bed.Watch.HoldsSince(AlarmKind.Asystole).ShouldBe(double.NaN);

        var lasting = new ScriptedBed(onset: 0, relief: 2, s => s < 3 ? Presence.Present : Presence.Suspected);
        lasting.Run(30).ShouldHaveSingleItem().Started.ShouldBeTrue();
        lasting.Watch.Suspicions.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_suspected_lasts_from_when_it_is_said_to_have_begun_until_its_relief()
    {
        var bed = new ScriptedBed(onset: 0, relief: 2, second => second < 5 ? Presence.Suspected : Presence.Absent);
        bed.Run(4);

        bed.Watch.Begin(AlarmKind.Asystole);

        bed.Watch.Lasting.ShouldBe([AlarmKind.Asystole]);
        bed.Watch.Suspicions.ShouldBeEmpty();
        bed.Run(6).ShouldHaveSingleItem().Started.ShouldBeFalse();
    }

    /// <summary>A bed whose one condition follows a script by the second of signal time.</summary>
    private sealed class ScriptedBed(double onset, double relief, Func<double, Presence> script) : IAlarmCondition
    {
        private static readonly DeviceBirth Birth = new(
            1,
            "test",
            "1",
            [new(0, "II", Mdc.EcgLeadII, 100, "mV", 200, 0)]
        );
        private BedSignals _signals = new(Birth);
        private ConditionWatch? _watch;
        private uint _sequence;
        private long _sample;

        public ConditionWatch Watch => _watch ??= new([this]);

        public AlarmKind Kind => AlarmKind.Asystole;

        public AlarmPriority Priority => AlarmPriority.High;

        public double OnsetSeconds => onset;

        public double ReliefSeconds => relief;

        public Presence Judge(BedSignals signals, AlarmLimits limits) => script(signals.NowSeconds);

        public string Describe(BedSignals signals, AlarmLimits limits) => "as scripted";

        public void Restart()
        {
            _signals = new(Birth);
            _sample = 0;
            Watch.Restart();
        }

        public List<ConditionChange> Run(int seconds)
        {
            var changes = new List<ConditionChange>();
            var bytes = new System.Buffers.ArrayBufferWriter<byte>();
            for (var i = 0; i < seconds * 4; i++)
            {
                bytes.ResetWrittenCount();
                WaveFrameWriter.WriteHeader(bytes, 1, _sequence++, 0, 1);
                WaveFrameWriter.WriteChannel(bytes, 0, _sample, new short[25]);
                _sample += 25;
                WaveFrame.TryRead(bytes.WrittenSpan, out var frame).IsRefused.ShouldBeFalse();
                _signals.Accept(frame).IsRefused.ShouldBeFalse();
                Watch.Advance(_signals, Limits, changes);
            }

            return changes;
        }
    }
}
