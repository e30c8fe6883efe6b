using System.Buffers;
using System.Text;
using Shouldly;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Recordings;

namespace WardGrid.UnitTests.Simulation.Recordings;

public class ReplayedMonitorTests
{
    private const long Start = 1_790_000_000_000_000;

    [Fact]
    public void Every_sample_of_the_recording_is_sent_once_in_its_place()
    {
        var recording = Made(seconds: 3);
        var sent = new List<short>();
        foreach (var (_, _, payload) in Play(recording, null).Where(m => m.Kind == MessageKind.Wave))
        {
            WaveFrame.TryRead(payload, out var frame).ShouldBe(Refusal.None);
            foreach (var channel in frame)
            {
                channel.Start.ShouldBe(sent.Count);
                for (var i = 0; i < channel.Count; i++)
                    sent.Add(channel[i]);
            }
        }

        sent.ShouldBe(recording.Raw(0).ToArray());
    }

    [Fact]
    public void The_alarm_is_raised_after_its_last_sample_and_ended_twenty_seconds_later()
    {
        var messages = Play(Made(seconds: 30), new("VT", 1250, "*** VT"));

        var alerts = messages.Where(m => m.Kind == MessageKind.Alert).ToArray();
        alerts.Length.ShouldBe(2);
        alerts[0].Due.ShouldBe(5);
        DeviceAlertJson.TryRead(alerts[0].Payload, out var start).ShouldBe(Refusal.None);
        start.ShouldBe(new(9, Start + 5_000_000, "made-1", AlertPhase.Start, "VT", "high", 1250, "*** VT"));
        DeviceAlertJson.TryRead(alerts[1].Payload, out var end).ShouldBe(Refusal.None);
        end.ShouldBe(start! with { Phase = AlertPhase.End, Sample = 6250, TimeMicros = Start + 25_000_000 });
        alerts[1].Due.ShouldBe(25);
    }

    [Fact]
    public void An_alarm_at_the_very_end_of_the_recording_is_still_raised() =>
        Play(Made(seconds: 5), new("VT", 1250, ""))[^1].Kind.ShouldBe(MessageKind.Alert);

    [Fact]
    public void A_replay_that_begins_later_keeps_the_recordings_sample_numbers()
    {
        var waves = Play(Made(seconds: 5), null, first: 1000).Where(m => m.Kind == MessageKind.Wave).ToArray();

        waves.Length.ShouldBe(4);
        WaveFrame.TryRead(waves[0].Payload, out var frame);
        frame.TimeMicros.ShouldBe(Start);
        foreach (var channel in frame)
            channel.Start.ShouldBe(1000);
    }

    [Fact]
    public void At_double_speed_a_message_is_due_in_half_the_time_and_so_says_the_clock()
    {
        var waves = Play(Made(seconds: 2), null, speed: 2).Where(m => m.Kind == MessageKind.Wave).ToArray();

        waves.Select(w => w.Due).ShouldBe([0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);
        WaveFrame.TryRead(waves[^1].Payload, out var frame);
        frame.TimeMicros.ShouldBe(Start + 874_000);
    }

    [Theory]
    [InlineData("II", Mdc.EcgLeadII)]
    [InlineData("MLII", Mdc.EcgLeadII)]
    [InlineData("aVF", Mdc.EcgLeadAvf)]
    [InlineData("V", Mdc.EcgLeadV1)]
    [InlineData("PLETH", Mdc.Pleth)]
    [InlineData("ABP", Mdc.ArterialPressureWave)]
    [InlineData("RESP", Mdc.RespirationWave)]
    [InlineData("CVP", 0)]
    public void A_signals_name_gives_its_code(string name, int code) => RecordingChannels.CodeOf(name).ShouldBe(code);

    private static Recording Made(int seconds)
    {
        var samples = new byte[2 * 250 * seconds];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (byte)(i * 7);
        return RecordingReader.Read(
            RecordingHeaderReader.Read(Encoding.Latin1.GetBytes("made 1 250\nmade.dat 16 200/mV 16 0 0 0 0 II\n")),
            new Dictionary<string, byte[]> { ["made.dat"] = samples }
        );
    }

    private static List<(MessageKind Kind, double Due, byte[] Payload)> Play(
        Recording recording,
        RecordedAlarm? alarm,
        int first = 0,
        double speed = 1
    )
    {
        var birth = new DeviceBirth(9, "replayed", "made", RecordingChannels.Declare(recording.Header));
        var monitor = new ReplayedMonitor(recording, alarm, birth, Start, first, speed);
        var messages = new List<(MessageKind, double, byte[])>();
        while (!double.IsPositiveInfinity(monitor.DueSeconds))
        {
            var due = monitor.DueSeconds;
            var buffer = new ArrayBufferWriter<byte>();
            messages.Add((monitor.Next(buffer), due, buffer.WrittenSpan.ToArray()));
        }

        messages[0].Item1.ShouldBe(MessageKind.Birth);
        return messages;
    }
}
