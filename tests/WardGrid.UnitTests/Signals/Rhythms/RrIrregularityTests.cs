using Shouldly;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Rhythm;
using WardGrid.Signals.Windows;

namespace WardGrid.UnitTests.Signals.Rhythms;

public class RrIrregularityTests
{
    [Fact]
    public void Sinus_rhythm_with_breathing_is_regular()
    {
        var m = RrIrregularity.Of([
            .. Enumerable.Range(0, 40).Select(i => (float)(0.85 + 0.03 * Math.Sin(i * 0.9) + 0.005 * Waves.Noise(i))),
        ]);

        m.SampleEntropy.ShouldBeLessThan(-1.6f);
        m.Score.ShouldBeLessThan(0.2f);
        m.EctopyShare.ShouldBe(0);
    }

    [Fact]
    public void Intervals_without_any_order_are_irregular()
    {
        var m = RrIrregularity.Of([.. Enumerable.Range(0, 40).Select(i => (float)(0.7 + 0.22 * Waves.Noise(i)))]);

        m.SampleEntropy.ShouldBeGreaterThan(-1.4f);
        m.NormalisedRmssd.ShouldBeGreaterThan(0.15f);
        m.Score.ShouldBeGreaterThan(0.7f);
    }

    [Fact]
    public void Bigeminy_is_ectopy_and_not_fibrillation()
    {
        var m = RrIrregularity.Of([
            .. Enumerable.Range(0, 40).Select(i => (float)((i % 2 == 0 ? 0.5 : 1.1) + 0.01 * Waves.Noise(i))),
        ]);

        m.EctopyShare.ShouldBeGreaterThan(0.4f);
        m.Score.ShouldBeLessThan(0.5f);
    }

    [Fact]
    public void Between_its_premature_beats_a_regular_heart_is_regular()
    {
        var beats = new RingBuffer<Beat>(128);
        for (var (i, at) = (0, 0.0); i < 80; i++)
        {
            var (premature, after) = (i % 5 == i / 5 % 3 + 1, (i - 1) % 5 == (i - 1) / 5 % 3 + 1);
            var usual = after ? 1.1f : 0.8f + 0.01f * (float)Waves.Noise(i);
            var interval = premature ? 0.5f : usual;
            beats.Add(
                new(
                    (long)(250 * (at += interval)),
                    at,
                    interval,
                    1,
                    0.08f,
                    premature ? 0.2f : 1,
                    premature ? BeatClass.Ventricular : BeatClass.Usual
                )
            );
        }

        RrIrregularity.WithoutEctopy(beats, 100).NormalisedRmssd.ShouldBeLessThan(0.03f);
        RrIrregularity.Of(beats, 100).NormalisedRmssd.ShouldBeGreaterThan(0.2f);
    }

    [Fact]
    public void A_gap_makes_no_interval_and_no_change()
    {
        var regular = Enumerable.Repeat(0.8f, 20);
        var m = RrIrregularity.Of([.. regular, float.NaN, .. regular]);

        m.Intervals.ShouldBe(40);
        m.NormalisedRmssd.ShouldBe(0);
    }

    [Fact]
    public void Few_beats_say_nothing()
    {
        RrIrregularity.Of([0.8f, 0.6f, 1.1f]).Score.ShouldBe(float.NaN);
        RrIrregularity.Of([]).ShouldBe(default);
    }
}
