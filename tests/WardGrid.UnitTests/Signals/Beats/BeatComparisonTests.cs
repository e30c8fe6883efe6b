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
        new BeatComparison([100], [80, 99], 50).Tally(n => n != 80).ShouldBe(new BeatTally(1, 0, 0));
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
        new BeatComparison([100, 5000], [300, 5001], 50).Tally(n => n >= 1000).ShouldBe(new BeatTally(1, 0, 0));
    }

    [Fact]
    public void Some_of_the_beats_are_counted_apart()
    {
        new BeatComparison([100, 500, 900], [101, 905], 50).Of(i => i > 0).ShouldBe(new BeatTally(1, 1, 0));
    }

    [Fact]
    public void Nothing_compares_with_nothing()
    {
        Compare([], []).ShouldBe(default);
        Compare([1], []).ShouldBe(new BeatTally(0, 1, 0));
        Compare([], [1]).ShouldBe(new BeatTally(0, 0, 1));
    }

    private static BeatTally Compare(long[] reference, long[] detected) =>
        new BeatComparison(reference, detected, 50).Tally(_ => true);
}
