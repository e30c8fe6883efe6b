using Shouldly;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Simulation.Synthesis;

public class ScenarioEntryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(66)]
    [InlineData(239)]
    [InlineData(1000)]
    public void An_entered_scenario_tells_the_same_story_later(double entry)
    {
        var story = Scenarios.VentricularTachycardia;
        var entered = story.EnteredAt(entry);

        entered.Length.ShouldBe(story.Length);
        for (var second = 0.5; second < 2 * story.Length; second++)
            entered.At(second).Rhythm.ShouldBe(story.At(second + entry).Rhythm, $"second {second}");
    }

    [Fact]
    public void A_step_entered_in_its_middle_raises_its_alarm_in_the_next_round_only()
    {
        var entered = Scenarios.VentricularTachycardia.EnteredAt(66);

        entered.Steps[0].Alert.ShouldBeNull();
        entered.Steps.Count(s => s.Alert is not null).ShouldBe(1);
        entered.Steps.Single(s => s.Alert is not null).From.ShouldBe(240 - 6);
    }

    [Fact]
    public void A_scenario_without_end_is_entered_at_its_beginning()
    {
        Scenarios.Quiet.EnteredAt(500).ShouldBeSameAs(Scenarios.Quiet);
    }
}
