using Shouldly;
using WardGrid.Tool.Evaluate;

namespace WardGrid.UnitTests.Signals.Beats;

public class BeatComparisonTests
{
    [Fact]
    public void A_detection_counts_for_one_beat_only()
    {
        Compare([100, 110], [105]).ShouldBe(new BeatTally(1, 1, 0));
        Compare([105], [100, 110]).ShouldBe(new BeatTally(1, 0, 1));
    }

    [Fact]
    public void Of_two_that_could_match_the_nearer_does()
    {
        long counted = -1;
        BeatComparison
            .Compare(
                [100],
                [80, 99],
                50,
                n =>
                {
                    counted = n;
                    return true;
                }
            )
            .ShouldBe(new BeatTally(1, 0, 1));
        counted.ShouldBe(100);
        Compare([100, 140], [139, 300]).ShouldBe(new BeatTally(1, 1, 1));
    }

    [Fact]
    public void The_window_is_meant_to_its_last_sample()
    {
        Compare([1000], [1050]).ShouldBe(new BeatTally(1, 0, 0));
        Compare([1000], [1051]).ShouldBe(new BeatTally(0, 1, 1));
    }

    [Fact]
    public void What_is_not_counted_is_neither_missed_nor_false()
    {
        BeatComparison.Compare([100, 5000], [300, 5001], 50, n => n >= 1000).ShouldBe(new BeatTally(1, 0, 0));
    }

    [Fact]
    public void Nothing_compares_with_nothing()
    {
        Compare([], []).ShouldBe(default);
        Compare([1], []).ShouldBe(new BeatTally(0, 1, 0));
        Compare([], [1]).ShouldBe(new BeatTally(0, 0, 1));
    }

    private static BeatTally Compare(long[] reference, long[] detected) =>
        BeatComparison.Compare(reference, detected, 50, _ => true);
}
