using Shouldly;
using WardGrid.Signals.Rhythm;

namespace WardGrid.UnitTests.Signals.Rhythms;

public class FibrillatingLeadTests
{
    [Fact]
    public void A_wave_that_swings_without_beats_has_odds_above_even() =>
        After(t =>
            t < 20
                ? Waves.Ecg(t)
                : Math.Sin(2 * Math.PI * (4.5 + 0.8 * Math.Sin(t)) * t) + 0.3 * Math.Sin(2 * Math.PI * 3.1 * t)
        )
            .Odds.ShouldBeGreaterThan(0);

    [Fact]
    public void The_patients_own_beats_have_odds_below_even()
    {
        var lead = After(t => Waves.Ecg(t) + 0.01 * Waves.Noise(t));

        lead.Own.ShouldBe(1);
        lead.Odds.ShouldBeLessThan(0);
    }

    [Fact]
    public void A_line_gone_still_is_no_fibrillation() =>
        After(t => t < 20 ? Waves.Ecg(t) : 0.01 * Waves.Noise(t)).Odds.ShouldBe(-6);

    [Fact]
    public void Later_beats_and_seconds_are_not_looked_at()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => Waves.Ecg(t) + 0.01 * Waves.Noise(t))).PlayTo(20);
        var before = FibrillatingLead.Of(bed[0], 18);

        bed.PlayTo(30);

        FibrillatingLead.Of(bed[0], 18).ShouldBe(before);
    }

    [Fact]
    public void What_was_asked_before_its_last_samples_came_is_measured_again()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => Waves.Ecg(t) + 0.01 * Waves.Noise(t))).PlayTo(20);
        FibrillatingLead.Of(bed[0], 20.25);

        bed.PlayTo(20.25);

        FibrillatingLead.Of(bed[0], 20.25)!.Value.Wave.ShouldBe(FibrillationMeasure.Of(bed[0], 20.25)!.Value);
    }

    private static FibrillatingLead After(Func<double, double> wave) =>
        FibrillatingLead.Of(new PlayedBed((PlayedBed.Lead(), wave)).PlayTo(30)[0], 30)!.Value;
}
