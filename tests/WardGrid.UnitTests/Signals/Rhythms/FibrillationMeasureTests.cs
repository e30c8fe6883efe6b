using Shouldly;
using WardGrid.Signals.Rhythm;

namespace WardGrid.UnitTests.Signals.Rhythms;

public class FibrillationMeasureTests
{
    [Theory]
    [InlineData(125)]
    [InlineData(250)]
    [InlineData(500)]
    [InlineData(1000)]
    public void A_wandering_sine_of_fibrillation_is_fibrillation_at_every_rate(double rate)
    {
        var m = Measure(
            t => 0.5 * (1 + 0.4 * Math.Sin(2.1 * t)) * Math.Sin(2 * Math.PI * (5 * t + 0.15 * Math.Sin(3 * t))),
            rate
        );

        m.Score.ShouldBeGreaterThan(0.9f);
        m.Hertz.ShouldBe(5, 0.7f);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(72)]
    [InlineData(120)]
    public void A_beating_heart_is_not(double rate)
    {
        Measure(t => Waves.Ecg(t, rate) + 0.01 * Waves.Noise(t)).Score.ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void Wander_under_a_beating_heart_is_not()
    {
        Measure(t => Waves.Ecg(t) + Math.Sin(2 * Math.PI * 0.3 * t)).Score.ShouldBeLessThan(0.2f);
    }

    [Fact]
    public void A_still_lead_is_asystole_and_not_fibrillation()
    {
        Measure(t => 0.02 * Math.Sin(30 * t)).Score.ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_said_where_more_than_a_tenth_is_missing()
    {
        FibrillationMeasure
            .Over([.. Enumerable.Range(0, 1000).Select(i => i is > 300 and < 450 ? float.NaN : MathF.Sin(i / 8f))], 250)
            .ShouldBeNull();
        FibrillationMeasure
            .Over([.. Enumerable.Range(0, 1000).Select(i => i is > 300 and < 350 ? float.NaN : MathF.Sin(i / 8f))], 250)
            .ShouldNotBeNull();
    }

    private static FibrillationMeasure Measure(Func<double, double> wave, double rate = 250) =>
        FibrillationMeasure
            .Over([.. Enumerable.Range(0, (int)(4 * rate)).Select(i => (float)wave(i / rate))], rate)!
            .Value;
}
