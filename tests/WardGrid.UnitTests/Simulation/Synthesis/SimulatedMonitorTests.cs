using System.Buffers;
using Shouldly;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Simulation.Synthesis;

public class SimulatedMonitorTests
{
    private const long Start = 1_790_000_000_000_000;

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var once = Messages(Scenarios.Arrest, 130, seed: 5);

        Messages(Scenarios.Arrest, 130, seed: 5).ShouldBe(once, Same);
        Messages(Scenarios.Arrest, 130, seed: 6)
            .Zip(once)
            .ShouldContain(p => !p.First.Payload.SequenceEqual(p.Second.Payload));
    }

    [Fact]
    public void It_is_born_first_then_sends_four_bundles_and_one_set_of_numerics_a_second()
    {
        var messages = Messages(Scenarios.Quiet, 10);

        messages[0].Kind.ShouldBe(MessageKind.Birth);
        messages.Count(m => m.Kind == MessageKind.Wave).ShouldBe(40);
        messages.Count(m => m.Kind == MessageKind.Numerics).ShouldBe(10);
        messages.Count.ShouldBe(51);
        DeviceBirthJson.TryRead(messages[0].Payload, out var birth).ShouldBe(Refusal.None);
        birth!.Channels.ShouldBe(SimulatedMonitor.UsualChannels);
    }

    [Fact]
    public void Its_bundles_follow_each_other_without_a_gap()
    {
        var next = new long[5];
        uint sequence = 0;
        foreach (var (_, due, payload) in Messages(Scenarios.Quiet, 10).Where(m => m.Kind == MessageKind.Wave))
        {
            WaveFrame.TryRead(payload, out var frame).ShouldBe(Refusal.None);
            frame.Epoch.ShouldBe(3u);
            frame.Sequence.ShouldBe(++sequence);
            frame.TimeMicros.ShouldBe(Start + (long)((due - 0.25) * 1_000_000));
            foreach (var channel in frame)
            {
                channel.Start.ShouldBe(next[channel.Index]);
                next[channel.Index] += channel.Count;
            }
        }

        next.ShouldBe([2500L, 2500L, 1250L, 1250L, 625L]);
    }

    [Fact]
    public void It_raises_the_alarm_of_its_script_and_ends_it_with_the_step()
    {
        var alerts = Messages(Scenarios.VentricularTachycardia, 300)
            .Where(m => m.Kind == MessageKind.Alert)
            .Select(m =>
            {
                DeviceAlertJson.TryRead(m.Payload, out var alert).ShouldBe(Refusal.None);
                return alert!;
            })
            .ToArray();

        alerts.Length.ShouldBe(2);
        alerts[0].ShouldBe(new(3, Start + 65_000_000, "a-1", AlertPhase.Start, "VT", "high", 65 * 250, "*** V-TACH"));
        alerts[1]
            .ShouldBe(alerts[0] with { Phase = AlertPhase.End, TimeMicros = Start + 75_000_000, Sample = 75 * 250 });
    }

    [Fact]
    public void A_script_that_begins_anew_raises_its_alarm_anew() =>
        Messages(Scenarios.VentricularTachycardia, 310).Count(m => m.Kind == MessageKind.Alert).ShouldBe(3);

    [Fact]
    public void Its_numbers_agree_with_its_waves()
    {
        var shown = Numerics(Scenarios.Quiet, 30)[^1];

        shown[Mdc.HeartRate].ShouldBe(72, 5);
        shown[Mdc.PulseRate].ShouldBe(shown[Mdc.HeartRate], 1);
        shown[Mdc.Spo2].ShouldBe(97);
        shown[Mdc.ArterialSystolic].ShouldBeInRange(105, 150);
        shown[Mdc.ArterialMean].ShouldBeInRange(shown[Mdc.ArterialDiastolic], shown[Mdc.ArterialSystolic]);
        shown[Mdc.RespirationRate].ShouldBeInRange(12, 18);
    }

    [Fact]
    public void A_number_whose_sensor_is_off_is_not_shown()
    {
        var leadsOff = new Scenario(
            "off",
            [new(0, Rhythm.Sinus(), [new(DisturbanceKind.LeadOff), new(DisturbanceKind.ProbeOff)])]
        );

        var shown = Numerics(leadsOff, 10)[^1];

        shown.Keys.ShouldNotContain(Mdc.HeartRate);
        shown.Keys.ShouldNotContain(Mdc.Spo2);
        shown.Keys.ShouldContain(Mdc.ArterialSystolic);
    }

    [Fact]
    public void A_heart_that_stands_still_is_shown_as_zero() =>
        Numerics(new("stop", [new(0, Rhythm.Sinus()), new(10, Rhythm.Asystole)]), 20)[^1][Mdc.HeartRate].ShouldBe(0);

    [Fact]
    public void Every_scenario_of_the_ward_plays_through_twice()
    {
        foreach (var scenario in Scenarios.Ward)
        {
            foreach (var (kind, _, payload) in Messages(scenario, 2 * (scenario.Length ?? 60)))
            {
                if (kind == MessageKind.Wave)
                    WaveFrame.TryRead(payload, out _).ShouldBe(Refusal.None);
            }
        }
    }

    [Fact]
    public void A_scenario_whose_steps_are_out_of_order_is_refused()
    {
        Should.Throw<ArgumentException>(() => new Scenario("x", [new(1, Rhythm.Sinus())]));
        Should.Throw<ArgumentException>(() => new Scenario("x", [new(0, Rhythm.Sinus()), new(0, Rhythm.Asystole)]));
        Should.Throw<ArgumentException>(() =>
            new Scenario("x", [new(0, Rhythm.Sinus()), new(9, Rhythm.Asystole)], length: 9)
        );
    }

    private static System.Collections.Immutable.ImmutableDictionary<int, double>[] Numerics(
        Scenario scenario,
        double seconds
    ) =>
        [
            .. Messages(scenario, seconds)
                .Where(m => m.Kind == MessageKind.Numerics)
                .Select(m =>
                {
                    DeviceNumericsJson.TryRead(m.Payload, out var numerics).ShouldBe(Refusal.None);
                    return numerics!.Values;
                }),
        ];

    private static List<(MessageKind Kind, double Due, byte[] Payload)> Messages(
        Scenario scenario,
        double seconds,
        ulong seed = 1
    )
    {
        var monitor = new SimulatedMonitor(
            seed,
            scenario,
            new(3, "Simulated", "S1", SimulatedMonitor.UsualChannels),
            Start
        );
        var messages = new List<(MessageKind, double, byte[])>();
        var buffer = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds <= seconds)
        {
            var due = monitor.DueSeconds;
            buffer.ResetWrittenCount();
            messages.Add((monitor.Next(buffer), due, buffer.WrittenSpan.ToArray()));
        }

        return messages;
    }

    private static readonly IEqualityComparer<(MessageKind Kind, double Due, byte[] Payload)> Same = EqualityComparer<(
        MessageKind Kind,
        double Due,
        byte[] Payload
    )>.Create((a, b) => a.Kind == b.Kind && a.Due == b.Due && a.Payload.SequenceEqual(b.Payload));
}
