using Shouldly;
using WardGrid.Signals.Windows;

namespace WardGrid.UnitTests.Signals;

public class SampleWindowTests
{
    [Fact]
    public void A_gap_stays_a_gap()
    {
        var window = new SampleWindow(rate: 10, seconds: 1);
        window.Append(0, [1, 2, 3]);
        window.Append(5, [6]);

        var copy = new float[6];
        window.CopyTo(0, copy);

        copy.ShouldBe([1, 2, 3, float.NaN, float.NaN, 6]);
    }

    [Fact]
    public void A_gap_longer_than_the_window_leaves_nothing_of_the_past()
    {
        var window = new SampleWindow(rate: 10, seconds: 1);
        window.Append(0, [1, 2, 3]);
        window.Append(100, [7]);

        window[2].ShouldBe(float.NaN);
        window[99].ShouldBe(float.NaN);
        window[100].ShouldBe(7);
        window.Begin.ShouldBe(91);
    }

    [Fact]
    public void A_first_sample_far_from_zero_costs_no_gap()
    {
        var window = new SampleWindow(rate: 10, seconds: 1);
        window.Append(1_000_000, [1, 2]);

        window.Begin.ShouldBe(1_000_000);
        window.End.ShouldBe(1_000_002);
    }
}
