using Shouldly;
using WardGrid.Alarms;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Evaluate.Conditions;
using WardGrid.Tool.Evaluate.Rhythms;

namespace WardGrid.UnitTests.Tool;

public class AfEpisodesTests
{
    [Fact]
    public void Episodes_are_read_with_what_of_them_lies_within_the_record()
    {
        Annotation[] rhythms = [At(0, "(AFIB"), At(20, "(N"), At(100, "(AFIB"), At(150, "(N"), At(180, "(AFIB")];

        AfEpisodes
            .Read(rhythms, rate: 1, seconds: 200)
            .ShouldBe([new(0, 20, false, true), new(100, 150, true, true), new(180, 200, true, false)]);
    }

    [Fact]
    public void Onset_and_end_are_measured_from_the_experts_to_the_alarms()
    {
        var tally = new AfEpisodes();

        tally.Add([new(100, 200, true, true)], [new(AlarmKind.AtrialFibrillation, 140, 270)], seconds: 400);

        (tally.Episodes, tally.Found, tally.Alarms, tally.Right).ShouldBe((1, 1, 1, 1));
        (tally.Onset(0.5), tally.End(0.5)).ShouldBe((40, 70));
    }

    [Fact]
    public void A_short_episode_is_not_asked_for_and_makes_no_alarm_false_but_one_far_from_any_is()
    {
        var tally = new AfEpisodes();

        tally.Add(
            [new(100, 110, true, true)],
            [new(AlarmKind.AtrialFibrillation, 140, 160), new(AlarmKind.AtrialFibrillation, 300, 320)],
            seconds: 400
        );

        (tally.Episodes, tally.Short, tally.ShortFound, tally.Alarms, tally.Right).ShouldBe((0, 1, 1, 2, 1));
    }

    private static Annotation At(long sample, string text) => new(sample, AnnotationCode.RhythmChange, 0, 0, 0, text);
}
