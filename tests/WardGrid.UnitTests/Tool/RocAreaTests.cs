using Shouldly;
using WardGrid.Tool.Evaluate;

namespace WardGrid.UnitTests.Tool;

public class RocAreaTests
{
    [Fact]
    public void The_area_counts_how_often_a_positive_scores_above_a_negative()
    {
        RocArea.Of([(1, false), (2, false), (3, true), (4, true)]).ShouldBe(1);
        RocArea.Of([(1, true), (2, false)]).ShouldBe(0);
        RocArea.Of([(1, false), (2, true), (3, false), (4, true)]).ShouldBe(0.75);
        RocArea.Of([(1, false), (1, true)]).ShouldBe(0.5);
        RocArea.Of([(1, true)]).ShouldBe(double.NaN);
    }
}
