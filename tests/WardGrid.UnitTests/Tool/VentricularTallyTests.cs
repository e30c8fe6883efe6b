using Shouldly;
using WardGrid.Alarms;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Evaluate.Conditions;
using WardGrid.Tool.Evaluate.Ventricular;

namespace WardGrid.UnitTests.Tool;

public class VentricularTallyTests
{
    private static readonly RhythmSpan[] TachycardiaAt100 =
    [
        new(0, 100, VentricularReading.None),
        new(100, 120, VentricularReading.Tachycardia),
        new(120, 1000, VentricularReading.None),
    ];

    [Fact]
    public void Flutter_and_fibrillation_are_one_episode()
    {
        var spans = RhythmSpans.Read(
            [Change(0, "(N"), Change(2500, "(VFL"), Change(5000, "(VF"), Change(7500, "(NOISE")],
            rate: 250,
            seconds: 40
        );

        spans.ShouldBe([
            new(0, 10, VentricularReading.None),
            new(10, 30, VentricularReading.Fibrillation),
            new(30, 40, VentricularReading.Noise),
        ]);
    }

    [Fact]
    public void A_false_alarm_in_high_grade_ectopy_is_counted_apart_too()
    {
        var spans = RhythmSpans.Read([Change(0, "(N"), Change(250 * 3600, "(HGEA")], rate: 250, seconds: 7200);

        var tally = Count(
            [.. spans],
            new(AlarmKind.VentricularTachycardia, 100, 110),
            new(AlarmKind.VentricularTachycardia, 4000, 4010)
        );

        (tally.False, tally.FalseInEctopy).ShouldBe((2, 1));
        (tally.FalsePerHour, tally.FalsePerHourOutsideEctopy).ShouldBe((1, 1));
        Count([.. spans], new AlarmSpan(AlarmKind.VentricularTachycardia, 4000, 4010))
            .FalsePerHourOutsideEctopy.ShouldBe(0);
    }

    [Fact]
    public void An_episode_that_an_alarm_meets_is_found_with_its_delay_and_its_share_of_time()
    {
        var tally = Count(TachycardiaAt100, new AlarmSpan(AlarmKind.VentricularTachycardia, 105, 130));

        tally.Tachycardia.EpisodeSensitivity.ShouldBe(1);
        tally.Tachycardia.DurationSensitivity.ShouldBe(0.75);
        tally.Tachycardia.PositivePredictivity.ShouldBe(1);
        tally.Delays.ShouldBe([5.0]);
        tally.False.ShouldBe(0);
    }

    [Fact]
    public void Two_alarms_at_once_do_not_cover_time_twice()
    {
        var tally = Count(
            TachycardiaAt100,
            new(AlarmKind.VentricularTachycardia, 102, 112),
            new(AlarmKind.VentricularFibrillation, 104, 114)
        );

        tally.Tachycardia.CoveredSeconds.ShouldBe(12);
        tally.Fibrillation.Right.ShouldBe(1);
    }

    [Fact]
    public void An_alarm_that_lasted_before_the_onset_has_no_delay_to_tell()
    {
        var tally = Count(TachycardiaAt100, new AlarmSpan(AlarmKind.VentricularTachycardia, 90, 130));

        tally.Tachycardia.Found.ShouldBe(1);
        tally.Delays.ShouldBeEmpty();
    }

    [Fact]
    public void An_alarm_long_after_the_episode_is_false_and_the_episode_is_missed()
    {
        var tally = Count(TachycardiaAt100, new AlarmSpan(AlarmKind.VentricularFibrillation, 126, 140));

        tally.Tachycardia.Found.ShouldBe(0);
        tally.Fibrillation.False.ShouldBe(1);
        tally.FalsePerHour.ShouldBe(3600 / 980.0, 1e-9);
    }

    [Fact]
    public void In_noise_nothing_is_asked()
    {
        var tally = Count(
            [new(0, 50, VentricularReading.Noise), new(50, 100, VentricularReading.None)],
            new AlarmSpan(AlarmKind.VentricularTachycardia, 20, 60)
        );

        tally.False.ShouldBe(0);
        tally.OtherHours.ShouldBe(50 / 3600.0, 1e-9);
    }

    [Fact]
    public void Three_beats_are_neither_asked_for_nor_held_against_an_alarm()
    {
        var tally = Count(
            [new(0, 10, VentricularReading.None), new(10, 11.5, VentricularReading.Tachycardia)],
            new AlarmSpan(AlarmKind.VentricularTachycardia, 11, 20)
        );

        tally.Tachycardia.Episodes.ShouldBe(0);
        tally.False.ShouldBe(0);
    }

    [Fact]
    public void The_delay_of_most_is_the_delay_that_so_many_stay_within()
    {
        var tally = new VentricularTally();
        for (var i = 1; i <= 20; i++)
            tally.Add(Count(TachycardiaAt100, new AlarmSpan(AlarmKind.VentricularTachycardia, 100 + i, 130)));

        tally.Delay(0.5).ShouldBe(10);
        tally.Delay(0.95).ShouldBe(19);
        new VentricularTally().Delay(0.5).ShouldBe(double.NaN);
    }

    private static VentricularTally Count(RhythmSpan[] rhythms, params AlarmSpan[] alarms)
    {
        var tally = new VentricularTally();
        tally.Add(rhythms, alarms);
        return tally;
    }

    private static Annotation Change(long sample, string text) =>
        new(sample, AnnotationCode.RhythmChange, 0, 0, 0, text);
}
