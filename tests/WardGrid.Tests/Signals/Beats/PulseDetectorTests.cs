using Shouldly;
using WardGrid.Signals.Beats;

namespace WardGrid.Tests.Signals.Beats;

public class PulseDetectorTests
{
    [Theory]
    [InlineData(62.5, 0.8)]
    [InlineData(125, 0.45)]
    [InlineData(250, 0.8)]
    [InlineData(500, 1.6)]
    public void Every_pulse_is_found_once_and_its_dicrotic_wave_never(double rate, double interval)
    {
        var times = BeatTrain.Times(60, interval);

        var pulses = Detect(rate, BeatTrain.Pulses(rate, 60, times));

        var steady = pulses.Where(p => p.Seconds is > 4 and < 58).ToList();
        steady.Count.ShouldBeInRange((int)(54 / interval) - 1, (int)(54 / interval) + 1);
        steady.ShouldAllBe(p => Math.Abs(p.Interval - interval) < 0.02);
    }

    [Fact]
    public void A_pressure_pulse_tells_its_systolic_and_diastolic_value()
    {
        var wave = BeatTrain.Pulses(125, 60, BeatTrain.Times(60, 1.0), diastolic: 70, pulse: 50);
        var (lowest, highest) = (wave.Skip(1000).Min(), wave.Max());

        var pulses = Detect(125, wave).Where(p => p.Seconds is > 4 and < 58);

        pulses.ShouldAllBe(p => Math.Abs(p.Foot - lowest) < 2 && Math.Abs(p.Peak - highest) < 2);
    }

    [Fact]
    public void A_flat_line_has_no_pulse()
    {
        var wave = new float[125 * 30];
        Array.Fill(wave, 12f);

        Detect(125, wave).ShouldBeEmpty();
    }

    internal static List<Beat> Detect(double rate, ReadOnlySpan<float> wave, double floor = 1)
    {
        var detector = new PulseDetector(rate, floor);
        var pulses = new List<Beat>();
        for (var n = 0; n < wave.Length; n++)
        {
            if (detector.Add(n, wave[n], out var pulse))
                pulses.Add(pulse);
        }

        return pulses;
    }
}
