using Shouldly;
using WardGrid.Signals.Beats;
using WardGrid.Tool.Recordings;
using WardGrid.UnitTests.Simulation.Recordings;

namespace WardGrid.UnitTests.Signals.Beats;

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

        ShouldBeTheBeats(Detect(250, Narrow(times)), times, 60, tolerance: 0.012);
    }

    [Theory]
    [InlineData(310)]
    [InlineData(330)]
    [InlineData(340)]
    public void A_heart_that_runs_away_is_counted_beat_by_beat_and_not_at_half_of_its_rate(double perMinute)
    {
        double[] usual = BeatTrain.Times(20, 0.8);
        double[] fast = [.. BeatTrain.Times(20, 60 / perMinute).Select(t => t + 20)];
        var wave = Narrow([.. usual, .. fast]);

        var beats = Detect(250, wave).Where(b => b.Seconds is > 23 and < 39);

        beats.ShouldAllBe(b => Math.Abs(b.Interval - 60 / perMinute) < 0.012);
    }

    [Fact]
    public void The_heart_that_was_fast_is_calm_again_when_its_beats_are()
    {
        double[] fast = BeatTrain.Times(20, 60 / 320.0);
        double[] calm = [.. BeatTrain.Times(40, 0.8).Select(t => t + 20)];
        var wave = Narrow([.. fast, .. calm]);
        foreach (var t in calm)
            BeatTrain.Add(wave, 250, t + 0.185, 0.012, 0.9);

        var beats = Detect(250, wave).Where(b => b.Seconds is > 24 and < 59).ToList();

        beats.ShouldAllBe(b => Math.Abs(b.Interval - 0.8) < 0.012);
    }

    private static float[] Narrow(double[] times)
    {
        var wave = new float[250 * 60];
        foreach (var t in times)
            BeatTrain.Add(wave, 250, t, 0.012, 1);
        return wave;
    }

    [Fact]
    public void The_P_waves_of_a_first_degree_block_are_no_beats_however_sharp()
    {
        double[] times = BeatTrain.Times(60, 1.0);
        var wave = Narrow(times);
        foreach (var t in times)
            BeatTrain.Add(wave, 250, t - 0.21, 0.014, 0.6);

        ShouldBeTheBeats(Detect(250, wave), times, 60, tolerance: 0.012);
    }

    [Fact]
    public void A_premature_wide_beat_of_half_the_usual_height_is_found()
    {
        double[] usual = [.. BeatTrain.Times(60, 0.8).Where(t => t < 30 || t > 31)];
        var wave = BeatTrain.Ecg(250, 60, usual);
        BeatTrain.AddVentricular(wave, 250, 30.2, 0.55);

        Detect(250, wave).Count(b => b.Seconds is > 30.1 and < 30.4).ShouldBe(1);
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

    [Fact]
    public void Smooth_fast_ventricular_waves_are_beats_once_the_QRS_complexes_stay_away()
    {
        var wave = BeatTrain.Ecg(250, 40, BeatTrain.Times(20, 0.8));
        for (var i = 250 * 20; i < 250 * 35; i++)
            wave[i] = 0.9f * MathF.Sin(2 * MathF.PI * 3.5f * (i - 250 * 20) / 250);

        var beats = Detect(250, wave).Where(b => b.Seconds is > 22.5 and < 34.5).ToList();

        beats.Count.ShouldBeInRange(41, 43);
        beats.ShouldAllBe(b => b.Class == BeatClass.Ventricular && Math.Abs(b.Interval - 1 / 3.5) < 0.02);
    }

    [Fact]
    public void Rhythmic_motion_over_visible_beats_adds_none()
    {
        var times = BeatTrain.Times(60, 0.8);
        var wave = BeatTrain.Ecg(250, 60, times);
        for (var i = 250 * 20; i < 250 * 40; i++)
            wave[i] += 0.6f * MathF.Sin(2 * MathF.PI * 3.5f * i / 250);

        var beats = Detect(250, wave);

        beats.Count(b => b.Seconds is > 3 and < 59).ShouldBe(times.Count(t => t is > 3 and < 59));
    }

    [Fact]
    public void Ventricular_beats_are_told_by_their_shape_and_early_ones_by_their_time()
    {
        double[] times = [.. BeatTrain.Times(60, 0.8)];
        var wave = BeatTrain.Ecg(250, 90, [.. times, 60.0, 60.8, 61.3, 62.2, 63.0, 64.6, 65.4, 66.2]);
        BeatTrain.AddVentricular(wave, 250, 63.55);

        var beats = Detect(250, wave).Where(b => b.Seconds > 50).ToList();

        At(61.3).Class.ShouldBe(BeatClass.Early);
        At(61.3).Likeness.ShouldBeGreaterThan(0.95f);
        At(63.55).Class.ShouldBe(BeatClass.Ventricular);
        At(63.55).Likeness.ShouldBeLessThan(0.75f);
        At(63.55).Width.ShouldBeGreaterThan(1.3f * At(63.0).Width);
        At(65.4).Class.ShouldBe(BeatClass.Usual);

        Beat At(double t) => beats.Single(b => Math.Abs(b.Seconds - t) < 0.05);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(0.25f)]
    [InlineData(4f)]
    public void Polarity_and_gain_change_no_beat_of_a_real_lead(float factor)
    {
        var recording = RecordingFiles.Read(RealRecords.Path("mitdb/100"));
        var lead = recording.Physical(0)[..(360 * 300)];

        var beats = Detect(360, lead).Select(b => b.Sample);
        var changed = Detect(360, [.. lead.Select(v => v * factor)]).Select(b => b.Sample);

        changed.ShouldBe(beats);
    }

    [Fact]
    public void A_beat_is_told_within_400_ms()
    {
        var recording = RecordingFiles.Read(RealRecords.Path("mitdb/105"));
        var lead = recording.Physical(0)[..(360 * 600)];
        var detector = new QrsDetector(360);
        var longest = 0L;
        for (var n = 0; n < lead.Length; n++)
        {
            if (detector.Add(n, lead[n], out var beat))
                longest = Math.Max(longest, n - beat.Sample);
        }

        longest.ShouldBeInRange(1, (long)(0.4 * 360));
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
