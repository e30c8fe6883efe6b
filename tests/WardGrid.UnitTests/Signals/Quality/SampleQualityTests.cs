using Shouldly;
using WardGrid.Signals.Quality;

namespace WardGrid.UnitTests.Signals.Quality;

/// <summary>The quality from the samples alone, without beats.</summary>
public class SampleQualityTests
{
    [Theory]
    [InlineData(62.5)]
    [InlineData(125)]
    [InlineData(250)]
    [InlineData(360)]
    [InlineData(500)]
    [InlineData(1000)]
    public void A_clean_lead_is_good_at_every_rate(double rate)
    {
        var log = Hear(rate, t => Waves.Ecg(t) + 0.005 * Waves.Noise(t), 20);

        log.Count.ShouldBe(20);
        log.ShouldAllBe(q => q.Score > 0.8f && (q.Issues & Samples) == 0);
        log.Select(q => q.Second).ShouldBe(Enumerable.Range(0, 20).Select(s => (long)s));
    }

    [Theory]
    [InlineData(10.0)]
    [InlineData(10.1)]
    [InlineData(10.3)]
    [InlineData(10.9)]
    public void A_lead_that_falls_off_is_seen_within_two_seconds(double falls)
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => t < falls ? Waves.Ecg(t) : 0.4)).PlayTo(falls + 2);

        bed[0].Quality.Last.Issues.HasFlag(QualityIssues.Flat).ShouldBeTrue();
        bed[0].Quality.Last.Score.ShouldBe(0);
    }

    [Fact]
    public void A_lead_that_stands_at_its_rail_is_saturated()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => t < 10 ? Waves.Ecg(t) : 40)).PlayTo(12);

        bed[0].Quality.Last.Issues.HasFlag(QualityIssues.Saturated).ShouldBeTrue();
        bed[0].Quality.Last.Score.ShouldBe(0);
    }

    [Fact]
    public void Clipped_crests_cost_quality()
    {
        var bed = new PlayedBed((PlayedBed.Pleth(0), t => Math.Min(0.3, Waves.Pulse(t)))).PlayTo(10);

        Flags(bed, 5).ShouldAllBe(f => f.HasFlag(QualityIssues.Saturated));
    }

    [Fact]
    public void Missing_samples_are_missing_and_never_held()
    {
        var log = Hear(250, t => t is >= 5 and < 8 ? double.NaN : Waves.Ecg(t), 12);

        log.Where(q => q.Score == 0)
            .Select(q => (q.Second, q.Issues))
            .ShouldBe([(5L, QualityIssues.Missing), (6L, QualityIssues.Missing), (7L, QualityIssues.Missing)]);
    }

    [Fact]
    public void Muscle_noise_as_high_as_the_beats_is_unusable_and_named()
    {
        var log = Hear(250, t => Waves.Ecg(t) + (t < 10 ? 0.01 : 0.8) * Waves.Noise(t), 20);

        log.Take(10).ShouldAllBe(q => q.Score >= QualitySecond.Usable);
        log.Skip(11)
            .ShouldAllBe(q => q.Score < QualitySecond.Usable && q.Issues.HasFlag(QualityIssues.HighFrequencyNoise));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(60)]
    public void Mains_hum_is_named_but_leaves_the_lead_usable(double hz)
    {
        var log = Hear(250, t => Waves.Ecg(t) + 0.2 * Math.Sin(2 * Math.PI * hz * t), 20);

        log.Skip(5)
            .ShouldAllBe(q =>
                q.Issues.HasFlag(QualityIssues.PowerLine) && !q.Issues.HasFlag(QualityIssues.HighFrequencyNoise)
            );
        log.Skip(5).ShouldAllBe(q => q.Score >= 0.6f);
    }

    [Fact]
    public void An_electrode_that_is_pulled_is_motion()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => Waves.Ecg(t) + (t is > 12.3 and < 13.1 ? 5 : 0))).PlayTo(16);

        bed[0].Quality.At(12)!.Value.Issues.HasFlag(QualityIssues.Motion).ShouldBeTrue();
        bed[0].Quality.At(12)!.Value.Score.ShouldBeLessThan(QualitySecond.Usable);
        bed[0].Quality.At(10)!.Value.Issues.HasFlag(QualityIssues.Motion).ShouldBeFalse();
    }

    [Fact]
    public void A_lead_that_is_silent_as_in_asystole_is_not_flat_while_it_shows_the_noise_of_an_attached_electrode()
    {
        var log = Hear(250, t => (t < 10 ? Waves.Ecg(t) : 0) + 0.015 * Waves.Noise(t), 20);

        log.Skip(11).ShouldAllBe(q => !q.Issues.HasFlag(QualityIssues.Flat) && q.Score > 0);
    }

    [Fact]
    public void A_channel_that_stays_behind_the_bed_is_missing()
    {
        var bed = new PlayedBed(
            (PlayedBed.Lead(), t => Waves.Ecg(t)),
            (PlayedBed.Pleth(), t => t < 10 ? Waves.Pulse(t) : PlayedBed.NotSent)
        ).PlayTo(12);

        bed[0].Quality.Last.Second.ShouldBe(11);
        bed[1].Quality.Last.ShouldBe(new(10, 0, QualityIssues.Missing));
    }

    private const QualityIssues Samples =
        QualityIssues.Missing
        | QualityIssues.Flat
        | QualityIssues.Saturated
        | QualityIssues.HighFrequencyNoise
        | QualityIssues.Motion
        | QualityIssues.PowerLine;

    private static List<QualitySecond> Hear(double rate, Func<double, double> wave, double seconds)
    {
        var bed = new PlayedBed((PlayedBed.Lead(rate: rate), wave)).PlayTo(seconds);
        return [.. Enumerable.Range(0, (int)seconds).Select(s => bed[0].Quality.At(s)).OfType<QualitySecond>()];
    }

    private static IEnumerable<QualityIssues> Flags(PlayedBed bed, long from) =>
        Enumerable.Range((int)from, 4).Select(s => bed[0].Quality.At(s)!.Value.Issues);
}
