using Shouldly;
using WardGrid.Signals.Beats;

namespace WardGrid.Tests.Signals.Beats;

public class QrsDetectorTests
{
    /// <summary>Seconds that the detector takes to learn a lead's levels.</summary>
    private const double Learning = 2.5;

    [Theory]
    [InlineData(100, 1.0)]
    [InlineData(125, -1.0)]
    [InlineData(250, 0.15)]
    [InlineData(250, -4.5)]
    [InlineData(360, 1.0)]
    [InlineData(500, 0.3)]
    [InlineData(1000, 1.0)]
    public void Every_beat_is_found_once_at_its_peak_whatever_rate_amplitude_and_polarity(double rate, double amplitude)
    {
        var times = BeatTrain.Times(60, 0.8);

        var beats = Detect(rate, BeatTrain.Ecg(rate, 60, times, amplitude));

        ShouldBeTheBeats(beats, times, 60, tolerance: 0.012);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.35)]
    [InlineData(1.8)]
    public void Fast_and_slow_rhythms_are_counted_right(double interval)
    {
        var times = BeatTrain.Times(60, interval);
        var wave = new float[250 * 60];
        foreach (var t in times)
            BeatTrain.Add(wave, 250, t, 0.012, 1);

        ShouldBeTheBeats(Detect(250, wave), times, 60, tolerance: 0.012);
    }

    [Fact]
    public void A_gap_is_never_bridged_as_an_interval()
    {
        var wave = BeatTrain.Ecg(250, 40, BeatTrain.Times(40, 0.8));
        Array.Fill(wave, float.NaN, 250 * 20, 250 * 3);

        var beats = Detect(250, wave);

        beats.Count(b => b.Seconds is >= 20 and < 23).ShouldBe(0);
        beats.First(b => b.Seconds > 23).Interval.ShouldBe(float.NaN);
        beats.Where(b => !float.IsNaN(b.Interval)).ShouldAllBe(b => Math.Abs(b.Interval - 0.8) < 0.01);
    }

    internal static List<Beat> Detect(double rate, ReadOnlySpan<float> wave)
    {
        var detector = new QrsDetector(rate);
        var beats = new List<Beat>();
        for (var n = 0; n < wave.Length; n++)
        {
            if (detector.Add(n, wave[n], out var beat))
                beats.Add(beat);
        }

        return beats;
    }

    internal static void ShouldBeTheBeats(IEnumerable<Beat> beats, double[] times, double seconds, double tolerance)
    {
        double[] expected = [.. times.Where(t => t > Learning && t < seconds - 0.5)];
        double[] found = [.. beats.Select(b => b.Seconds).Where(t => t > Learning - 0.1 && t < seconds - 0.4)];
        foreach (var t in expected)
            found.Count(f => Math.Abs(f - t) <= tolerance).ShouldBe(1, $"one beat at {t:F2} s");
        found.ShouldAllBe(f => times.Any(t => Math.Abs(f - t) <= tolerance));
    }
}
