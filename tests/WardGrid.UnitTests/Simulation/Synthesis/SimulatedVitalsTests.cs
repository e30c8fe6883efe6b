using System.Buffers;
using Shouldly;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Simulation.Synthesis;

/// <summary>The simulated signals as the bed's own analysis sees them.</summary>
public class SimulatedVitalsTests
{
    [Theory]
    [InlineData(RhythmKind.Sinus, 72)]
    [InlineData(RhythmKind.Sinus, 110)]
    [InlineData(RhythmKind.Sinus, 34)]
    [InlineData(RhythmKind.AtrialFibrillation, 95)]
    [InlineData(RhythmKind.SupraventricularTachycardia, 170)]
    [InlineData(RhythmKind.VentricularTachycardia, 165)]
    public void Heart_rate_is_read_off_the_waves(RhythmKind kind, double rate)
    {
        // Eight intervals of fibrillating atria average to within a fifth.
        var bed = Watch(new Scenario("test", [new(0, new Rhythm(kind, rate))]), 60);

        ((double)bed.Vitals.HeartRate.Value).ShouldBe(rate, kind == RhythmKind.AtrialFibrillation ? 20 : 5);
    }

    [Fact]
    public void Pulse_breath_and_pressure_are_read_off_the_waves()
    {
        var monitor = Monitor(new("test", [new(0, Rhythm.Sinus())]));
        var bed = Watch(monitor, 60);

        ((double)bed.Vitals.PulseRate.Value).ShouldBe(72, 5);
        ((double)bed.Vitals.RespirationRate.Value).ShouldBe(monitor.Patient.Breathing.Rate, 2);
        bed.Vitals.Systolic.Value.ShouldBeInRange(105, 150);
        bed.Vitals.Diastolic.Value.ShouldBeInRange(55, 90);
    }

    [Theory]
    [InlineData(RhythmKind.Sinus, 72, "II")]
    [InlineData(RhythmKind.AtrialFibrillation, 95, "II")]
    [InlineData(RhythmKind.SupraventricularTachycardia, 170, "II")]
    [InlineData(RhythmKind.VentricularTachycardia, 165, "II")]
    public void Every_simulated_beat_is_found_and_no_other(RhythmKind kind, double rate, string lead)
    {
        var monitor = Monitor(new("test", [new(0, new Rhythm(kind, rate))]));
        var bed = Watch(monitor, 30);
        var (truth, found) = (monitor.Patient.Beats, bed.Channels.Single(c => c.Declaration.Name == lead).Beats);

        // The detector learns for a few seconds and decides up to 0.4 s later; the truth holds the last 64 beats.
        var from = Math.Max(10, truth[truth.Begin].Seconds + 1);
        var expected = Enumerable
            .Range(0, truth.Count)
            .Select(i => truth[truth.Begin + i].Seconds)
            .Where(t => t > from && t < 29)
            .ToArray();
        var detected = Enumerable
            .Range(0, found.Count)
            .Select(i => found[found.Begin + i].Seconds)
            .Where(t => t > from - 0.1 && t < 29.1)
            .ToArray();
        expected.Length.ShouldBeGreaterThan(10);
        foreach (var beat in expected)
            detected.Count(d => Math.Abs(d - beat) < 0.1).ShouldBe(1, $"beat at {beat:F2} s");
        detected.Length.ShouldBeInRange(expected.Length, expected.Length + 2);
    }

    private static BedSignals Watch(Scenario scenario, double seconds) => Watch(Monitor(scenario), seconds);

    private static BedSignals Watch(SimulatedMonitor monitor, double seconds)
    {
        var bed = new BedSignals(monitor.Birth);
        var payload = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds <= seconds)
        {
            payload.ResetWrittenCount();
            if (monitor.Next(payload) != MessageKind.Wave)
                continue;
            WaveFrame.TryRead(payload.WrittenSpan, out var frame).ShouldBe(Refusal.None);
            bed.Accept(frame).ShouldBe(Refusal.None);
        }

        return bed;
    }

    private static SimulatedMonitor Monitor(Scenario scenario) =>
        new(3, scenario, new(1, "test", "test", SimulatedMonitor.UsualChannels), 1_790_000_000_000_000);
}
