using Shouldly;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.UnitTests.Signals.Rhythms;

public class RhythmWaveTests
{
    /// <summary>Each sample is rounded to a thousandth of a millivolt.</summary>
    private const float Rounding = 0.01f;

    [Fact]
    public void Gain_and_polarity_of_the_lead_do_not_matter()
    {
        var usual = Read(t => Lead(t));

        ShouldBeSame(Read(t => 3 * Lead(t)), usual);
        ShouldBeSame(Read(t => -Lead(t)), usual);
        usual.Max().ShouldBe(1, 0.1f);
    }

    [Fact]
    public void The_rate_of_the_lead_hardly_matters()
    {
        var slow = Read(t => Lead(t), rate: 250);
        var fast = Read(t => Lead(t), rate: 500);

        Math.Abs(fast.Length - slow.Length).ShouldBeLessThan(2);
        Enumerable.Range(1, 1000).Max(back => Math.Abs(fast[^back] - slow[^back])).ShouldBeLessThan(0.15f);
    }

    [Fact]
    public void Samples_at_and_after_the_moment_are_not_looked_at()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => t < 20 ? Lead(t) : 4)).PlayTo(30);

        ShouldBeSame(RhythmWave.Of(bed[0], 20).Samples.ToArray(), Read(t => Lead(t)));
    }

    [Fact]
    public void Wander_and_the_hum_of_the_mains_are_taken_out()
    {
        var disturbed = Read(t => Lead(t) + Math.Sin(2 * Math.PI * 0.1 * t) + 0.3 * Math.Sin(2 * Math.PI * 50 * t));
        var usual = Read(t => Lead(t));

        // The first and the last second are nearer to the filter's ends.
        Enumerable.Range(100, 1800).Max(n => Math.Abs(disturbed[n] - usual[n])).ShouldBeLessThan(0.12f);
    }

    [Fact]
    public void A_gap_stays_a_gap()
    {
        var samples = Read(t => t is > 10 and < 12 ? double.NaN : Lead(t));

        samples.Count(float.IsNaN).ShouldBeInRange(198, 202);
        float.IsNaN(samples[1100]).ShouldBeTrue();
        samples.ShouldNotContain(x => Math.Abs(x) > 1.5f);
    }

    [Fact]
    public void A_short_wave_stands_at_the_end_of_its_only_window()
    {
        var wave = Wave(t => Lead(t), 12);
        var (samples, present) = Window(wave, 0);

        wave.Windows.ShouldBe(1);
        present.Count(p => p == 1).ShouldBe(wave.Samples.Length);
        present[0].ShouldBe(0);
        samples[0].ShouldBe(0);
        samples[^1].ShouldBe(wave.Samples[^1]);
    }

    [Fact]
    public void A_long_wave_has_a_window_at_each_end()
    {
        var wave = Wave(t => Lead(t), 50);

        wave.Windows.ShouldBe(2);
        Window(wave, 0).Samples[^1].ShouldBe(wave.Samples[^1]);
        Window(wave, 1).Samples[0].ShouldBe(wave.Samples[0]);
    }

    [Fact]
    public void A_lead_without_a_signal_gives_a_wave_without_height()
    {
        Read(_ => 0).ShouldAllBe(x => x == 0);
        Wave(_ => double.NaN, 20).Samples.Length.ShouldBe(0);
    }

    private static double Lead(double t) => Waves.Ecg(t) + 0.01 * Waves.Noise(t);

    private static float[] Read(Func<double, double> lead, double rate = 250) => Wave(lead, 20, rate).Samples.ToArray();

    private static RhythmWave Wave(Func<double, double> lead, double seconds, double rate = 250)
    {
        var bed = new PlayedBed((PlayedBed.Lead(rate: rate), lead)).PlayTo(seconds);
        return RhythmWave.Of(bed[0], bed[0].EndSeconds);
    }

    private static (float[] Samples, float[] Present) Window(RhythmWave wave, int window)
    {
        var (samples, present) = (new float[RhythmWave.WindowSamples], new float[RhythmWave.WindowSamples]);
        wave.CopyWindow(window, samples, present);
        return (samples, present);
    }

    private static void ShouldBeSame(float[] one, float[] other)
    {
        one.Length.ShouldBe(other.Length);
        for (var n = 0; n < one.Length; n++)
            one[n].ShouldBe(other[n], Rounding);
    }
}
