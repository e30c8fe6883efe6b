using Shouldly;
using WardGrid.Alarms;
using WardGrid.Simulation.Synthesis;
using static WardGrid.UnitTests.Alarms.WatchedBed;

namespace WardGrid.UnitTests.Alarms;

/// <summary>
/// Samples that are lost on the way tell nothing: a heart that was not seen has not stopped, and one that stops is
/// found all the same.
/// </summary>
public class LostSamplesTests
{
    private const double LostFrom = 60;

    [Theory]
    [InlineData(45)]
    [InlineData(75)]
    [InlineData(110)]
    public void A_line_that_was_dead_for_a_while_raises_nothing_when_it_comes_back(double rate)
    {
        for (var lost = 1.0; lost <= 90; lost = lost < 10 ? lost + 0.75 : lost + 7.5)
        {
            var until = LostFrom + lost;
            var changes = Watch(
                1,
                [new(0, Rhythm.Sinus(rate))],
                seconds: until + 30,
                isLost: at => at >= LostFrom && at < until
            );
            changes.Where(c => c.Started).ShouldBeEmpty($"{lost} s lost: {Words(changes)}");
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 4)]
    [InlineData(2, 5)]
    public void A_heart_that_stops_on_a_line_that_loses_every_few_seconds_is_found(double lost, double every)
    {
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var changes = Watch(
                seed,
                [new(0, Rhythm.Sinus()), new(LostFrom, Rhythm.Asystole)],
                seconds: 90,
                isLost: at => at % every < lost
            );
            var found = changes.FirstOrDefault(c => c.Started && c.Kind == AlarmKind.Asystole);
            found.ShouldNotBeNull($"seed {seed}: {Words(changes)}").AtSeconds.ShouldBeLessThan(LostFrom + 12);
        }
    }
}
