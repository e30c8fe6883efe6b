using Shouldly;
using WardGrid.Signals.Beats;

namespace WardGrid.UnitTests.Signals.Beats;

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

    [Fact]
    public void A_gap_is_never_bridged_and_poison_is_forgotten()
    {
        var wave = BeatTrain.Pulses(125, 60, BeatTrain.Times(60, 0.8));
        Array.Fill(wave, float.NaN, 125 * 20, 125 * 2);
        wave[125 * 40] = float.PositiveInfinity;
        wave[125 * 41] = float.MaxValue;

        var pulses = Detect(125, wave);

        pulses.First(p => p.Seconds > 22).Interval.ShouldBe(float.NaN);
        pulses.Where(p => !float.IsNaN(p.Interval)).ShouldAllBe(p => Math.Abs(p.Interval - 0.8) < 0.02);
        pulses.Count(p => p.Seconds > 42).ShouldBeGreaterThan(20);
        pulses.ShouldAllBe(p => float.IsFinite(p.Amplitude) && float.IsFinite(p.Foot) && float.IsFinite(p.Peak));
    }

    [Fact]
    public void A_weaker_pulse_after_an_early_beat_is_still_a_pulse()
    {
        var wave = BeatTrain.Pulses(125, 60, [.. BeatTrain.Times(60, 0.8).Where(t => t is < 30 or > 31.5)]);
        foreach (var (t, strength) in ((double, double)[])[(30.0, 25.0), (31.0, 55.0)])
            BeatTrain.Add(wave, 125, t + 0.13, 0.055, strength);

        var pulses = Detect(125, wave);

        pulses.Count(p => p.Seconds is > 29.95 and < 31.3).ShouldBe(2);
    }

    [Theory]
    [InlineData(0.33)]
    [InlineData(0.2)]
    [InlineData(0.12)]
    public void A_wave_that_shrinks_at_once_loses_one_pulse_at_most(double part)
    {
        double[] tall = BeatTrain.Times(30, 0.8);
        double[] small = [.. BeatTrain.Times(60, 0.8).Where(t => t > tall[^1] + 0.1)];
        var wave = BeatTrain.Pulses(125, 60, tall);
        var rest = BeatTrain.Pulses(125, 60, small, diastolic: 0, pulse: 45 * part);
        for (var i = 0; i < wave.Length; i++)
            wave[i] += rest[i];

        var pulses = Detect(125, wave).Where(p => p.Seconds is > 4 and < 58).ToList();

        pulses.ShouldAllBe(p => p.Interval < 1.63f);
        pulses.Count(p => p.Interval > 0.85f).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Pulses_resemble_each_other_and_an_artefact_does_not()
    {
        var wave = BeatTrain.Pulses(125, 60, BeatTrain.Times(60, 0.8));
        for (var i = 125 * 50; i < 125 * 51; i++)
            wave[i] += i % 40 < 20 ? 40 : 0;

        var pulses = Detect(125, wave);

        pulses.Where(p => p.Seconds is > 10 and < 49).ShouldAllBe(p => p.Likeness > 0.97f);
        pulses.Where(p => p.Seconds is > 50 and < 51).Min(p => p.Likeness).ShouldBeLessThan(0.92f);
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
