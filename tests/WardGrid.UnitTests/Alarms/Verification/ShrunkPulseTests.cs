using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.UnitTests.Signals;
using WardGrid.UnitTests.Signals.Beats;

namespace WardGrid.UnitTests.Alarms.Verification;

/// <summary>A pulse wave that a cuff or a damped line has made small at once, shortly before an alarm.</summary>
public class ShrunkPulseTests
{
    private const double AtSeconds = 90;

    [Theory]
    [InlineData(AlarmKind.Asystole, 0.15)]
    [InlineData(AlarmKind.Asystole, 0.25)]
    [InlineData(AlarmKind.ExtremeBradycardia, 0.15)]
    [InlineData(AlarmKind.ExtremeBradycardia, 0.25)]
    public void It_does_not_show_that_the_heart_stood_still_or_was_slow(AlarmKind kind, double part) =>
        Agrees(kind, t => t > AtSeconds - 11 ? part : 1).ShouldNotBe(true);

    [Theory]
    [InlineData(AlarmKind.Asystole)]
    [InlineData(AlarmKind.ExtremeBradycardia)]
    public void A_wave_that_has_ended_does(AlarmKind kind) =>
        Agrees(kind, t => t > AtSeconds - 11 ? 0.01 : 1).ShouldBe(true);

    private static bool? Agrees(AlarmKind kind, Func<double, double> part)
    {
        var usual = BeatTrain.Pulses(125, 100, BeatTrain.Times(100, 0.6), diastolic: 0, pulse: 1);
        double Wave(double t) => 80 + 60 * part(t) * usual[(int)Math.Round(t * 125)] + 0.1 * Waves.Noise(t);
        var bed = new PlayedBed((PlayedBed.Pressure(), Wave)).PlayTo(AtSeconds);

        var candidate = new AlarmCandidate(kind, AlarmPriority.High, AlarmOrigin.Monitor, AtSeconds, "");
        return AlarmEvidence.Gather(bed.Signals, candidate).Channels.Single().Agrees;
    }
}
