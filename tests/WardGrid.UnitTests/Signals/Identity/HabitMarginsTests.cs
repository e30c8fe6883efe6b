using Shouldly;
using WardGrid.Signals.Identity;

namespace WardGrid.UnitTests.Signals.Identity;

/// <summary>Several habits must change together before anybody is asked.</summary>
public class HabitMarginsTests
{
    private static readonly HabitMargins Margins = new(0.2, 0.3, 0.5, 1, HabitMargins.LeastTogether);

    [Theory]
    [InlineData(9, 0, 0, 0)]
    [InlineData(0, 2, 0, 0)]
    [InlineData(0, 0, 9, 0)]
    [InlineData(0, 0, 0, 9)]
    [InlineData(9, 0, 0, double.NaN)]
    [InlineData(0, 2, 0, double.NaN)]
    [InlineData(0, 0, 9, double.NaN)]
    public void One_habit_alone_raises_no_question(double rate, double shape, double height, double pulse) =>
        Margins.Ask(new(rate, shape, height, pulse)).ShouldBeFalse();

    [Theory]
    [InlineData(9, 2, 0, 0)]
    [InlineData(0, 0, 9, 9)]
    [InlineData(0.1, 0.15, 0.25, 0.5)]
    [InlineData(0.1, 0.3, 0, double.NaN)]
    public void Several_together_do(double rate, double shape, double height, double pulse) =>
        Margins.Ask(new(rate, shape, height, pulse)).ShouldBeTrue();
}
