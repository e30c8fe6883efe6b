using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.UnitTests.Signals;

namespace WardGrid.UnitTests.Alarms;

/// <summary>Asystole on leads with small complexes and beside a pacemaker: no QRS complex for 4 s.</summary>
/// <remarks>Both leads carry a little noise, as amplifiers have, and no pulse channel tells.</remarks>
public class LowAmplitudeTests
{
    private const double Arrest = 60;

    /// <summary>Millivolts of a low QRS complex: below 0.5 mV in every limb lead is low voltage.</summary>
    private const double Low = 0.15;

    /// <summary>
    /// Seconds after the last beat until which asystole must be told: 4 by its definition, and what judging takes.
    /// </summary>
    private const double Told = 6.5;

    [Theory]
    [InlineData(40)]
    [InlineData(72)]
    [InlineData(120)]
    public void A_low_rhythm_is_no_asystole(double rate) =>
        Asystoles(180, t => Low * Waves.Ecg(t, rate)).ShouldBeEmpty();

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_low_paced_rhythm_is_no_asystole(double spike) =>
        Asystoles(180, t => Low * Waves.Ecg(t) + Spike(t, spike)).ShouldBeEmpty();

    [Fact]
    public void A_low_rhythm_that_stops_is_asystole() =>
        ShouldBeTold(Asystoles(80, t => t < Arrest ? Low * Waves.Ecg(t) : 0));

    [Theory]
    [InlineData(0.2, Low)]
    [InlineData(1, Low)]
    [InlineData(2, Low)]
    [InlineData(0.2, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void Pacing_spikes_that_the_heart_does_not_answer_are_no_beats(double spike, double height) =>
        ShouldBeTold(Asystoles(80, t => (t < Arrest ? height * Waves.Ecg(t) : 0) + Spike(t, spike)));

    [Theory]
    [InlineData(0.04, Low)]
    [InlineData(0.1, Low)]
    [InlineData(0.3, Low)]
    [InlineData(0.3, 1)]
    public void A_monitors_filter_makes_no_beats_of_unanswered_spikes(double millivolts, double height) =>
        Asystoles(80, t => (t < Arrest ? height * Waves.Ecg(t) : 0) + millivolts * FilteredSpike(t))
            .ShouldHaveSingleItem()
            .ShouldBeInRange(Arrest + 3, Arrest + 10, "IEC 60601-2-27: within ten seconds");

    [Theory]
    [InlineData(0.04)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void A_low_rhythm_with_filtered_spikes_is_no_asystole(double millivolts) =>
        Asystoles(180, t => Low * Waves.Ecg(t) + millivolts * FilteredSpike(t)).ShouldBeEmpty();

    private static void ShouldBeTold(double[] asystoles) =>
        asystoles.ShouldHaveSingleItem().ShouldBeInRange(Arrest + 3, Arrest + Told);

    /// <summary>A pacemaker's spike of 2 ms, 40 ms before each QRS complex of <see cref="Waves.Ecg"/>.</summary>
    private static double Spike(double t, double millivolts) =>
        t % (60.0 / 72) is >= 0.158 and < 0.162 ? millivolts : 0;

    /// <summary>The same after a monitor's filter of 40 Hz: a bell of 10 ms.</summary>
    private static double FilteredSpike(double t)
    {
        var since = (t % (60.0 / 72) - 0.16) / 0.004;
        return Math.Exp(-since * since / 2);
    }

    /// <summary>The seconds at which asystole begins on two leads that show this.</summary>
    private static double[] Asystoles(double seconds, Func<double, double> wave)
    {
        var bed = new PlayedBed(
            (PlayedBed.Lead(), t => wave(t) + 0.005 * Waves.Noise(t)),
            (PlayedBed.Lead(1), t => 0.8 * wave(t) + 0.005 * Waves.Noise(t + 1000))
        );
        var (watch, changes) = (new ConditionWatch(), new List<ConditionChange>());
        bed.PlayTo(seconds, () => watch.Advance(bed.Signals, AlarmLimits.For(AgeBand.Adult), changes));
        return [.. changes.Where(c => c is { Started: true, Kind: AlarmKind.Asystole }).Select(c => c.AtSeconds)];
    }
}
