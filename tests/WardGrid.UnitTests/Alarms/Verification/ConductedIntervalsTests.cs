using Shouldly;
using WardGrid.Alarms.Verification.Analysis;

namespace WardGrid.UnitTests.Alarms.Verification;

public class ConductedIntervalsTests
{
    [Fact]
    public void A_ventricular_beat_takes_the_interval_before_it_and_the_pause_after_it_along()
    {
        DetectedBeat[] beats = [Usual(-5), Usual(-4), Ventricular(-3.5), Usual(-2), Usual(-1)];

        ConductedIntervals.Of(beats).Select(i => i.Seconds).ShouldBe([1, float.NaN, float.NaN, 1]);
    }

    [Fact]
    public void A_beat_is_ventricular_by_its_shape_or_by_a_less_different_shape_and_its_width()
    {
        DetectedBeat[] beats =
        [
            Usual(-4),
            Usual(-3),
            Usual(-2) with
            {
                Likeness = 0.85f,
            },
            Usual(-1) with
            {
                Likeness = 0.85f,
                Width = 0.14f,
            },
        ];

        ConductedIntervals.VentricularShare(beats, -10).ShouldBe(0.25f);
        ConductedIntervals.VentricularShare(beats, -1.5).ShouldBe(1);
        ConductedIntervals.VentricularShare(beats, -0.5).ShouldBe(float.NaN);
    }

    private static DetectedBeat Usual(double at) => new(0, at, 1, 0.08f, 0.98f);

    private static DetectedBeat Ventricular(double at) => Usual(at) with { Likeness = 0.3f };
}
