using Shouldly;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Simulation.Synthesis;
using WardGrid.UnitTests.Simulation.Synthesis;
using HeartRhythm = WardGrid.Simulation.Synthesis.Rhythm;

namespace WardGrid.UnitTests.Signals.Quality;

/// <summary>Whole simulated patients: what is disturbed is told, what is only ill is not.</summary>
public class SimulatedQualityTests
{
    [Theory]
    [InlineData(RhythmKind.Sinus, 72)]
    [InlineData(RhythmKind.AtrialFibrillation, 95)]
    [InlineData(RhythmKind.VentricularTachycardia, 165)]
    [InlineData(RhythmKind.VentricularFibrillation, 0)]
    public void An_arrhythmia_on_good_electrodes_is_no_bad_signal(RhythmKind kind, double rate)
    {
        var bed = Play(new Scenario("ill", [new(0, HeartRhythm.Sinus()), new(30, new HeartRhythm(kind, rate))]), 55);

        Usable(Lead(bed), 40, 54).ShouldBeGreaterThan(0.85);
    }

    [Fact]
    public void A_heart_that_stops_is_not_a_lead_that_is_off()
    {
        var bed = Play(new Scenario("stops", [new(0, HeartRhythm.Sinus()), new(30, HeartRhythm.Asystole)]), 45);

        for (var s = 33; s < 44; s++)
            Lead(bed).Quality.At(s)!.Value.CarriesNothing.ShouldBeFalse($"second {s}");
    }

    [Fact]
    public void A_lead_and_a_probe_that_come_off_are_named()
    {
        var bed = Play(
            new Scenario(
                "off",
                [
                    new(0, HeartRhythm.Sinus()),
                    new(
                        30,
                        HeartRhythm.Sinus(),
                        [new(DisturbanceKind.LeadOff, 1, "II"), new(DisturbanceKind.ProbeOff, 1)]
                    ),
                ]
            ),
            40
        );

        Lead(bed).Quality.At(35)!.Value.CarriesNothing.ShouldBeTrue();
        bed[1].Quality.At(35)!.Value.CarriesNothing.ShouldBeFalse();
        bed[2].Quality.At(35)!.Value.Issues.HasFlag(QualityIssues.Flat).ShouldBeTrue();
        QualityWords.Of(bed[2].Declaration, bed[2].Quality.At(35)!.Value.Issues).ShouldBe("SpO2 probe: probe off?");
    }

    [Theory]
    [InlineData(DisturbanceKind.MuscleNoise, 4)]
    [InlineData(DisturbanceKind.ElectrodeMotion, 4)]
    public void Disturbed_seconds_score_below_clean_ones(DisturbanceKind kind, float level)
    {
        var bed = Play(
            new Scenario(
                "noise",
                [new(0, HeartRhythm.Sinus()), new(30, HeartRhythm.Sinus(), [new(kind, level, "II")])]
            ),
            55
        );

        var clean = QualityShare.MeanScore(Lead(bed).Quality, 15, 29);
        QualityShare.MeanScore(Lead(bed).Quality, 35, 54).ShouldBeLessThan(clean - 0.1f);
        QualityShare.MeanScore(bed[1].Quality, 35, 54).ShouldBeGreaterThan(0.8f);
    }

    private static SignalChannel Lead(PlayedBed bed) => bed[0];

    private static double Usable(SignalChannel channel, int from, int to) =>
        Enumerable
            .Range(from, to - from)
            .Average(s => channel.Quality.At(s)!.Value.Score >= QualitySecond.Usable ? 1.0 : 0);

    private static PlayedBed Play(Scenario scenario, double seconds)
    {
        var played = new Played(scenario, seconds + 1);
        return new PlayedBed([.. SimulatedMonitor.UsualChannels.Select(c => (c, Wave(c, played[c.Name])))]).PlayTo(
            seconds
        );
    }

    private static Func<double, double> Wave(ChannelDeclaration channel, float[] samples) =>
        t => samples[(int)Math.Round(t * channel.Rate)];
}
