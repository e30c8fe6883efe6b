using Shouldly;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Evaluate.AfAlarms;

namespace WardGrid.UnitTests.Tool;

public class AfCourseTests
{
    [Fact]
    public void An_alarm_is_true_in_lasting_fibrillation_false_far_from_any_and_neither_near_flutter()
    {
        var course = Course(400, At(0, "(N"), At(100, "(AFIB"), At(200, "(AFL"), At(220, "(N"));

        course.IsTrue(90).ShouldBe(false);
        course.IsTrue(120).ShouldBeNull();
        course.IsTrue(131).ShouldBe(true);
        course.IsTrue(215).ShouldBeNull();
        course.IsTrue(270).ShouldBeNull();
        course.IsTrue(290).ShouldBe(false);
    }

    [Fact]
    public void Alarms_after_an_onset_are_made_while_it_lasts_and_only_after_a_minute_without_any()
    {
        var course = Course(400, At(0, "(N"), At(50, "(AFIB"), At(60, "(N"), At(150, "(AFIB"), At(180, "(N"));

        course.AfterOnsets().ShouldBe([(162.5, 12.5), (167.5, 17.5), (175, 25)]);
        Course(400, At(0, "(N"), At(30, "(AFIB")).AfterOnsets().ShouldBeEmpty();
        Course(400, At(0, "(AFL"), At(70, "(N"), At(100, "(AFIB")).AfterOnsets().ShouldBeEmpty();
    }

    [Fact]
    public void Pieces_lie_within_one_rhythm_whatever_else_is_annotated_there()
    {
        var course = Course(250, At(0, "(N"), At(70, "(B"), At(130, "(AFIB"), At(230, "(AFL"));

        course.Pieces(fibrillating: false, 60).ShouldBe([0, 60]);
        course.Pieces(fibrillating: true, 46).ShouldBe([130, 176]);
    }

    private static AfCourse Course(double seconds, params Annotation[] annotations) => new(annotations, 1, seconds);

    private static Annotation At(long sample, string text) => new(sample, AnnotationCode.RhythmChange, 0, 0, 0, text);
}
