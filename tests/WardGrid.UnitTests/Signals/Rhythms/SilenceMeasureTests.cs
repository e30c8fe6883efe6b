using Shouldly;
using WardGrid.Signals.Rhythm;

namespace WardGrid.UnitTests.Signals.Rhythms;

public class SilenceMeasureTests
{
    [Fact]
    public void A_heart_that_stops_is_silent_and_still()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => (t < 20 ? Waves.Ecg(t) : 0) + 0.01 * Waves.Noise(t))).PlayTo(
            27
        );

        var silence = SilenceMeasure.Longest(bed[0], 17, 26.5);

        silence.FromSeconds.ShouldBe(19.37, 0.05);
        silence.Seconds.ShouldBe(7.1, 0.1);
        silence.Residue.ShouldBeLessThan(0.1f);
        silence.IsAsystole.ShouldBeTrue();
    }

    [Fact]
    public void A_pause_between_two_beats_is_measured_to_the_next()
    {
        var bed = new PlayedBed(
            (PlayedBed.Lead(), t => (t is < 20 or > 24 ? Waves.Ecg(t) : 0) + 0.01 * Waves.Noise(t))
        ).PlayTo(30);

        SilenceMeasure.Longest(bed[0], 15, 29.5).Seconds.ShouldBe(5.0, 0.1);
    }

    [Fact]
    public void Silence_of_a_lead_that_moves_is_not_asystole()
    {
        var bed = new PlayedBed(
            (PlayedBed.Lead(), t => t < 20 ? Waves.Ecg(t) : 0.5 * Math.Sin(2 * Math.PI * 1.5 * t))
        ).PlayTo(27);

        SilenceMeasure.Longest(bed[0], 17, 26.5).IsAsystole.ShouldBeFalse();
    }

    [Fact]
    public void Silence_of_samples_that_are_missing_is_not_asystole()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => t < 20 ? Waves.Ecg(t) : double.NaN)).PlayTo(27);
        var silence = SilenceMeasure.Longest(bed[0], 17, 26.5);

        silence.IsAsystole.ShouldBeFalse();
        silence.Missing.ShouldBeGreaterThan(0.9f);
    }
}
