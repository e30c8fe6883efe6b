using System.Collections.Immutable;
using Shouldly;
using WardGrid.Signals.Filters;

namespace WardGrid.UnitTests.Signals.Filters;

public class FilterTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(128)]
    [InlineData(250)]
    [InlineData(360)]
    [InlineData(500)]
    [InlineData(1000)]
    public void A_band_pass_keeps_its_band_and_loses_the_rest_at_any_rate(double rate)
    {
        var band = Butterworth.BandPass(2, 5, 20, rate);

        Gain(band, 10, rate).ShouldBe(1, 0.01);
        Gain(band, 0.3, rate).ShouldBeLessThan(0.01);
        Gain(band, 45, rate).ShouldBeLessThan(0.25);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Edges_are_where_half_the_power_passes(int order)
    {
        Gain(Butterworth.LowPass(order, 30, 250), 30, 250).ShouldBe(Math.Sqrt(0.5), 0.01);
        Gain(Butterworth.HighPass(order, 2, 250), 2, 250).ShouldBe(Math.Sqrt(0.5), 0.01);
        Gain(Butterworth.BandPass(order, 4, 25, 250), 4, 250).ShouldBe(Math.Sqrt(0.5), 0.01);
        Gain(Butterworth.BandPass(order, 4, 25, 250), 25, 250).ShouldBe(Math.Sqrt(0.5), 0.01);
    }

    [Fact]
    public void A_low_pass_keeps_a_constant_and_a_settled_filter_makes_no_step()
    {
        var filter = new IirFilter(Butterworth.LowPass(4, 20, 250));
        filter.SettleAt(3);

        for (var i = 0; i < 100; i++)
            filter.Next(3).ShouldBe(3, 1e-9);
    }

    [Fact]
    public void A_settled_high_pass_says_nothing_of_a_constant()
    {
        var filter = new IirFilter(Butterworth.BandPass(2, 5, 20, 250));
        filter.SettleAt(-800);

        for (var i = 0; i < 100; i++)
            filter.Next(-800).ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Two_signals_share_coefficients_and_not_their_past()
    {
        var sections = Butterworth.LowPass(2, 10, 100);
        var (one, other) = (new IirFilter(sections), new IirFilter(sections));
        for (var i = 0; i < 50; i++)
            one.Next(1e6);

        other.Next(0).ShouldBe(0);
    }

    [Fact]
    public void A_moving_average_forgets_a_huge_sample_exactly()
    {
        var average = new MovingAverage(4);
        average.Next(1e18);
        var last = 0.0;
        foreach (var x in (double[])[1, 2, 3, 4, 5, 6, 7])
            last = average.Next(x);

        last.ShouldBe(5.5);
    }

    [Fact]
    public void A_moving_median_removes_a_short_spike_and_keeps_an_edge()
    {
        var median = new MovingMedian(5);
        median.SettleAt(1);

        float[] passed = [.. ((float[])[1, 90, -70, 1, 1, 1, 2, 2, 2, 2, 2]).Select(median.Next)];

        passed.ShouldBe([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(13)]
    public void A_moving_median_is_the_middle_of_what_it_holds(int length)
    {
        var median = new MovingMedian(length);
        var samples = Enumerable.Range(0, 200).Select(i => (float)(i * 7919 % 101)).ToArray();
        for (var i = 0; i < samples.Length; i++)
        {
            var passed = median.Next(samples[i]);
            if (i >= length - 1)
                passed.ShouldBe(samples[(i + 1 - length)..(i + 1)].Order().ElementAt(length / 2));
        }
    }

    [Fact]
    public void An_edge_above_half_the_rate_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Butterworth.LowPass(2, 60, 100));
        Should.Throw<ArgumentOutOfRangeException>(() => Butterworth.BandPass(2, 20, 5, 250));
    }

    /// <summary>
    /// What is left of a sine once the filter has settled, measured by feeding it and not by its formula.
    /// </summary>
    private static double Gain(ImmutableArray<Section> sections, double frequency, double rate)
    {
        var filter = new IirFilter(sections);
        var (settle, measure) = ((int)(rate * 10), (int)(rate * 20));
        double real = 0,
            imaginary = 0;
        for (var n = 0; n < settle + measure; n++)
        {
            var phase = 2 * Math.PI * frequency * n / rate;
            var y = filter.Next(Math.Sin(phase));
            if (n < settle)
                continue;
            real += y * Math.Sin(phase);
            imaginary += y * Math.Cos(phase);
        }

        return 2 * Math.Sqrt(real * real + imaginary * imaginary) / measure;
    }
}
