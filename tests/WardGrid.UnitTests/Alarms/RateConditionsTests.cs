using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Signals.Protocol;
using WardGrid.UnitTests.Signals;
using WardGrid.UnitTests.Signals.Beats;

namespace WardGrid.UnitTests.Alarms;

/// <summary>The conditions of rate and arrest on waves whose every beat is known.</summary>
public class RateConditionsTests
{
    [Fact]
    public void A_single_pause_is_no_bradycardia()
    {
        double[] times = [.. BeatTrain.Times(40, 0.8), .. BeatTrain.Times(80, 0.8, 41.4)];

        Watch(80, Ecg(80, times)).ShouldBeEmpty();
    }

    [Fact]
    public void Five_slow_beats_are_a_bradycardia_before_the_silence_after_them_ends()
    {
        double[] times = [.. BeatTrain.Times(40, 0.8), 41, 42.7, 44.4, 46.1];

        var changes = Watch(60, Ecg(60, times));

        changes.First().Kind.ShouldBe(AlarmKind.ExtremeBradycardia);
        changes.First().AtSeconds.ShouldBeLessThan(48);
    }

    [Fact]
    public void Beats_that_every_lead_misses_are_no_bradycardia_while_a_pulse_beats_on()
    {
        double[] heart = BeatTrain.Times(80, 0.8);
        double[] found = [.. heart.Where((_, i) => i < 50 || i % 3 == 0)];

        Watch(80, Ecg(80, found)).ShouldContain(c => c.Kind == AlarmKind.ExtremeBradycardia);
        Watch(80, Ecg(80, found), Pulse(80, heart)).ShouldBeEmpty();
    }

    public static MatrixTheoryData<double, double> Shrinking { get; } = new([0.5, 0.33, 0.25, 0.15], [45, 60, 75, 120]);

    /// <summary>A cuff on the arm, a damped line, a cold hand: the heart beats on.</summary>
    [Theory]
    [MemberData(nameof(Shrinking))]
    public void A_pulse_wave_that_shrinks_at_once_is_no_bradycardia(double part, double perMinute)
    {
        var heart = BeatTrain.Times(100, 60 / perMinute);
        var usual = BeatTrain.Pulses(125, 100, heart, diastolic: 0, pulse: 1);
        double Shrunk(double at) => (at < 50 ? 1 : part) * usual[Math.Min(usual.Length - 1, (int)Math.Round(at * 125))];

        Watch(100, (PlayedBed.Pleth(), t => Shrunk(t) + 0.002 * Waves.Noise(t)))
            .ShouldNotContain(c => c.Kind == AlarmKind.ExtremeBradycardia);
        Watch(100, (PlayedBed.Pressure(), t => 80 + 60 * Shrunk(t) + 0.1 * Waves.Noise(t)))
            .ShouldNotContain(c => c.Kind == AlarmKind.ExtremeBradycardia);
    }

    [Fact]
    public void A_rate_that_swings_about_its_limit_is_one_alarm()
    {
        var times = new List<double> { 0.5 };
        while (times[^1] < 200)
            times.Add(times[^1] + 60 / Rate(times[^1]));

        var changes = Watch(200, Ecg(200, [.. times]));

        changes.Count(c => c is { Started: true, Kind: AlarmKind.ExtremeTachycardia }).ShouldBe(1);

        static double Rate(double at)
        {
            if (at < 20)
                return 80;
            return at % 40 < 20 ? 134 : 148;
        }
    }

    [Fact]
    public void P_waves_that_no_complex_follows_are_an_arrest()
    {
        double[] times = BeatTrain.Times(80, 0.8);
        var wave = BeatTrain.Ecg(250, 80, [.. times.Where(t => t < 50)]);
        foreach (var t in times.Where(t => t > 50))
            BeatTrain.Add(wave, 250, t, 0.025, 0.15);

        Watch(80, (PlayedBed.Lead(), At(wave, 250)))
            .ShouldContain(c => c.Started && c.Kind == AlarmKind.Asystole && c.AtSeconds < 57);
    }

    [Fact]
    public void An_arrest_that_a_beat_ended_between_two_judgements_is_still_said()
    {
        double[] times = [.. BeatTrain.Times(50, 0.8), .. BeatTrain.Times(80, 0.8, 53.2)];

        Watch(80, Ecg(80, times)).ShouldContain(c => c.Started && c.Kind == AlarmKind.Asystole);
    }

    [Fact]
    public void A_line_that_has_gone_still_is_no_arrest_while_a_pulse_beats_on()
    {
        double[] heart = BeatTrain.Times(80, 0.8);
        double[] found = [.. heart.Where(t => t < 50)];

        Watch(80, Ecg(80, found), Pulse(80, heart)).ShouldBeEmpty();
        Watch(80, Ecg(80, found), Pulse(80, [.. heart.Where(t => t < 50)]))
            .ShouldContain(c => c.Kind == AlarmKind.Asystole);
    }

    [Fact]
    public void One_electrode_off_for_a_moment_is_not_said_but_all_of_them_are()
    {
        var heart = Ecg(80, BeatTrain.Times(80, 0.8));
        Func<double, double> loose = t => t is > 50 and < 57 ? 0 : heart.Wave(t);

        Watch(80, heart, (PlayedBed.Lead(1), loose)).ShouldBeEmpty();
        Watch(80, (PlayedBed.Lead(), loose), (PlayedBed.Lead(1), loose))
            .ShouldContain(c => c.Started && c.Kind == AlarmKind.LeadOff);
    }

    private static (ChannelDeclaration Declaration, Func<double, double> Wave) Ecg(double seconds, double[] times) =>
        (PlayedBed.Lead(), At(BeatTrain.Ecg(250, seconds, times), 250));

    private static (ChannelDeclaration Declaration, Func<double, double> Wave) Pulse(double seconds, double[] times) =>
        (PlayedBed.Pressure(), At(BeatTrain.Pulses(125, seconds, [.. times.Select(t => t + 0.2)]), 125));

    /// <summary>
    /// A wave with the little noise that any amplifier adds: a line without any is a lead that is off.
    /// </summary>
    private static Func<double, double> At(float[] wave, double rate) =>
        t => wave[Math.Min(wave.Length - 1, (int)Math.Round(t * rate))] + 0.01 * Waves.Noise(t);

    private static List<ConditionChange> Watch(
        double seconds,
        params (ChannelDeclaration Declaration, Func<double, double> Wave)[] channels
    )
    {
        var bed = new PlayedBed(channels);
        var watch = new ConditionWatch();
        var changes = new List<ConditionChange>();
        bed.PlayTo(seconds, () => watch.Advance(bed.Signals, AlarmLimits.For(AgeBand.Adult), changes));
        return changes;
    }
}
