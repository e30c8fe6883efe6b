using System.Buffers;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>Messages that waited for their turn: a slow model, or a busy machine, takes no signal away.</summary>
public class LateTurnTests
{
    private readonly Bedside _bedside = new();
    private readonly Queue<(MessageKind Kind, byte[] Payload, DateTimeOffset At)> _waiting = [];
    private readonly SimulatedMonitor _monitor;
    private readonly DateTimeOffset _begin;

    public LateTurnTests()
    {
        _begin = _bedside.Clock.GetUtcNow();
        var birth = new DeviceBirth(1, "Simulated", "1", SimulatedMonitor.UsualChannels);
        _monitor = new(3, Scenarios.Quiet, birth, _begin.ToUnixTimeMilliseconds() * 1000);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public async Task Time_that_passes_between_late_messages_makes_no_signal_old_and_no_alarm(double late)
    {
        await PlayAsync(20, late: 0);
        await PlayAsync(late + 5, late);
        var flows = _bedside.Views.Count;
        await PlayAsync(35 - late, late);
        await PlayAsync(5, late: 0);

        _bedside.Views.SelectMany(v => v.Alarms).ShouldBeEmpty();
        _bedside.Views.Skip(flows).ShouldAllBe(v => v.Vitals.HeartRate.Exists && v.Vitals.Spo2.Exists);
        _bedside.Bed.Seconds.ShouldBe(65, 1.5);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_stops_no_ageing_for_long()
    {
        await PlayAsync(20, late: 0);
        _bedside.Clock.AdjustTime(_bedside.Clock.GetUtcNow().AddHours(-1));

        await _bedside.Silence(12);

        _bedside.Bed.Vitals.Spo2.Exists.ShouldBeFalse();
        _bedside.Bed.Heard.ShouldBeFalse();
        _bedside.Bed.Alarms.ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.NoData);
    }

    /// <param name="late">Seconds that each message waits for its turn, while the clock goes on and time passes four
    /// times a second.</param>
    private async Task PlayAsync(double seconds, double late)
    {
        var until = _bedside.Elapsed + seconds;
        while (_bedside.Elapsed < until)
        {
            _bedside.Clock.Advance(TimeSpan.FromMilliseconds(250));
            while (_monitor.DueSeconds <= _bedside.Elapsed)
                Receive();
            while (_waiting.TryPeek(out var next) && _bedside.Clock.GetUtcNow() - next.At >= TimeSpan.FromSeconds(late))
            {
                _waiting.Dequeue();
                (await _bedside.Patient.AcceptAsync(next.Kind, next.Payload, next.At)).IsRefused.ShouldBeFalse();
            }

            await _bedside.Patient.PassTimeAsync();
        }
    }

    private void Receive()
    {
        var at = _begin.AddSeconds(_monitor.DueSeconds);
        var payload = new ArrayBufferWriter<byte>();
        _waiting.Enqueue((_monitor.Next(payload), payload.WrittenMemory.ToArray(), at));
    }
}
