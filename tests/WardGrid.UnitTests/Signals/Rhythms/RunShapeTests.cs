using Shouldly;
using WardGrid.Signals.Rhythm;

namespace WardGrid.UnitTests.Signals.Rhythms;

public class RunShapeTests
{
    private const double Interval = 0.4;

    [Fact]
    public void Wide_beats_that_repeat_themselves_are_the_hearts()
    {
        var shape = ShapeOf(t => Math.Sin(2 * Math.PI * t / Interval) + 0.4 * Math.Sin(4 * Math.PI * t / Interval + 1));

        shape.Uniform.ShouldBeGreaterThan(0.95f);
        shape.Score.ShouldBeGreaterThan(RunShape.Ventricular);
    }

    [Fact]
    public void Bursts_of_every_shape_are_noise()
    {
        var shape = ShapeOf(Burst);

        shape.Uniform.ShouldBeLessThan(0.6f);
        shape.Score.ShouldBeLessThan(RunShape.Ventricular);
    }

    [Fact]
    public void No_beats_speak_for_noise()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), _ => 0)).PlayTo(10);

        RunShape.Of(bed[0], new(5, 150, 5, 8)).Score.ShouldBeLessThan(RunShape.Ventricular);
    }

    /// <summary>Each 0.4 s four bells of their own places, widths and heights.</summary>
    private static double Burst(double t)
    {
        var number = Math.Floor(t / Interval);
        var sum = 0.0;
        for (var k = 0; k < 4; k++)
        {
            var (place, width, height) = (
                Waves.Noise(10 * number + k),
                Waves.Noise(20 * number + k),
                Waves.Noise(30 * number + k)
            );
            var away = (t - (number + 0.5 + 0.35 * place) * Interval) / (0.012 + 0.008 * (width + 1));
            sum += 1.5 * height * Math.Exp(-away * away / 2);
        }

        return sum;
    }

    private static RunShape ShapeOf(Func<double, double> run)
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => t < 30 ? Waves.Ecg(t) : run(t))).PlayTo(40);
        var beats = bed[0].Beats;
        beats.Count.ShouldBeGreaterThan(45);
        return RunShape.Of(bed[0], new(5, 150, beats[beats.End - 5].Seconds, beats.Last.Seconds));
    }
}
