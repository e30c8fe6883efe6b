using Shouldly;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Simulation.Synthesis;

public class SimulatedPatientTests
{
    [Theory]
    [InlineData(RhythmKind.Sinus, 72)]
    [InlineData(RhythmKind.Sinus, 32)]
    [InlineData(RhythmKind.AtrialFibrillation, 95)]
    [InlineData(RhythmKind.SupraventricularTachycardia, 175)]
    [InlineData(RhythmKind.VentricularTachycardia, 165)]
    public void The_heart_keeps_the_rate_of_its_rhythm(RhythmKind kind, double rate) =>
        (60.0 / new Played(new Rhythm(kind, rate), 120).Beats.Skip(1).Average(b => b.Interval)).ShouldBe(
            rate,
            rate * 0.04
        );

    [Fact]
    public void Every_beat_stands_in_lead_II_where_the_truth_says()
    {
        var played = new Played(Rhythm.Sinus(), 60);

        played.Beats.Count.ShouldBeInRange(68, 76);
        foreach (var beat in played.Beats.Where(b => b.Seconds is > 1 and < 59))
        {
            var around = played.Between("II", beat.Seconds - 0.2, beat.Seconds + 0.2).ToArray();
            around.Max().ShouldBeGreaterThan(0.5f);
            (Array.IndexOf(around, around.Max()) / 250.0 - 0.2).ShouldBe(0, 0.012);
        }
    }

    [Fact]
    public void Limb_leads_obey_Einthoven()
    {
        var played = new Played(
            new Scenario(
                "test",
                [
                    new(0, Rhythm.Sinus()),
                    new(5, Rhythm.VentricularTachycardia()),
                    new(10, Rhythm.VentricularFibrillation),
                ]
            ),
            15,
            channels:
            [
                new(0, "I", Mdc.EcgLeadI, 250, "mV", 200, 0),
                new(1, "II", Mdc.EcgLeadII, 250, "mV", 200, 0),
                new(2, "III", Mdc.EcgLeadIII, 250, "mV", 200, 0),
            ]
        );

        var error = played["I"]
            .Zip(played["II"], played["III"])
            .Select(l => (double)(l.First + l.Third - l.Second))
            .ToArray();

        // Each lead has only its own amplifier noise of 6 microvolts.
        Math.Sqrt(error.Average(e => e * e)).ShouldBeLessThan(0.012);
        played["II"].Max().ShouldBeGreaterThan(0.5f);
    }

    [Fact]
    public void Sinus_rhythm_is_nearly_regular_and_atrial_fibrillation_is_irregularly_irregular()
    {
        var sinus = new Played(Rhythm.Sinus(), 120).Beats.Skip(1).Select(b => (double)b.Interval).ToArray();
        var fibrillation = new Played(Rhythm.AtrialFibrillation(), 120)
            .Beats.Skip(1)
            .Select(b => (double)b.Interval)
            .ToArray();

        Variation(sinus).ShouldBeInRange(0.01, 0.06);
        Variation(fibrillation).ShouldBeInRange(0.15, 0.35);
        Math.Abs(Correlation(fibrillation)).ShouldBeLessThan(0.25);
    }

    [Fact]
    public void Sinus_intervals_follow_the_breath()
    {
        var played = new Played(Rhythm.Sinus(), 300);

        var early = played.Beats.Where(b => Phase(b) is > 0.05 and < 0.45).Average(b => b.Interval);
        var late = played.Beats.Where(b => Phase(b) is > 0.55 and < 0.95).Average(b => b.Interval);

        (early - late).ShouldBeGreaterThan(0.02f);

        double Phase(SimulatedBeat beat) => played.Patient.Breathing.Turns(beat.Seconds - beat.Interval) % 1;
    }

    [Fact]
    public void A_P_wave_precedes_sinus_beats_only()
    {
        var sinus = new Played(Rhythm.Sinus(), 60).Average("II", 0.165, 0.005, _ => true);
        var fibrillation = new Played(Rhythm.AtrialFibrillation(60), 60).Average("II", 0.165, 0.005, _ => true);

        sinus[0].ShouldBeGreaterThan(0.07f);
        Math.Abs(fibrillation[0]).ShouldBeLessThan(0.04f);
    }

    [Fact]
    public void In_bigeminy_every_second_beat_is_early_wide_and_weak()
    {
        var played = new Played(Rhythm.Bigeminy(), 60);

        for (var i = 2; i < played.Beats.Count; i++)
            (played.Beats[i].Origin == BeatOrigin.Ventricular).ShouldBe(played.Beats[i - 1].Origin == BeatOrigin.Sinus);
        var (wide, narrow) = (
            played.Beats.Where(b => b.Origin == BeatOrigin.Ventricular),
            played.Beats.Where(b => b.Origin == BeatOrigin.Sinus && b.Seconds > 2)
        );
        wide.Average(b => b.Interval).ShouldBeLessThan(0.6f * narrow.Average(b => b.Interval));
        wide.Max(b => b.Strength).ShouldBeLessThan(0.6f * narrow.Min(b => b.Strength));
        WidthOf(played.Average("II", 0.15, 0.15, b => b.Origin == BeatOrigin.Ventricular)).ShouldBeGreaterThan(0.075);
        WidthOf(played.Average("II", 0.15, 0.15, b => b.Origin == BeatOrigin.Sinus)).ShouldBeLessThan(0.05);
    }

    [Fact]
    public void The_pulse_follows_the_beat_first_at_the_wrist_then_at_the_finger()
    {
        var played = new Played(Rhythm.Sinus(), 60);

        var pressure = Upstroke(played.Average("ABP", 0, 0.6, _ => true)) / 125.0;
        var pleth = Upstroke(played.Average("PLETH", 0, 0.6, _ => true)) / 125.0;

        pressure.ShouldBeInRange(0.17, 0.30);
        pleth.ShouldBeInRange(pressure + 0.03, 0.40);
    }

    [Fact]
    public void Resting_pressure_is_a_healthy_one()
    {
        var pressure = new Played(Rhythm.Sinus(), 60).Between("ABP", 20, 60).ToArray();

        pressure.Max().ShouldBeInRange(105, 150);
        pressure.Min().ShouldBeInRange(55, 90);
    }

    [Fact]
    public void Ventricular_tachycardia_gives_wide_beats_and_a_weak_pulse()
    {
        var played = new Played(Scripted(Rhythm.Sinus(), Rhythm.VentricularTachycardia()), 60);

        Swing(played, "ABP", 45, 60).ShouldBeLessThan(0.5f * Swing(played, "ABP", 15, 30));
        Swing(played, "PLETH", 45, 60).ShouldBeLessThan(0.5f * Swing(played, "PLETH", 15, 30));
        played.Beats.Where(b => b.Seconds > 31).ShouldAllBe(b => b.Origin == BeatOrigin.Ventricular);
        played.ShareOfPower("II", 45, 55, 2, 6).ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void Polymorphic_tachycardia_turns_its_axis()
    {
        var torsades = new Played(Rhythm.PolymorphicVentricularTachycardia(), 30);
        var alike = new Played(Rhythm.VentricularTachycardia(), 30);

        torsades["II"].Max().ShouldBeGreaterThan(0.6f);
        torsades["II"].Min().ShouldBeLessThan(-0.6f);
        alike.Beats.ShouldAllBe(b => b.Axis == 0);
    }

    [Fact]
    public void Fibrillating_ventricles_swing_at_four_to_seven_hertz_and_move_no_blood()
    {
        var played = new Played(Scripted(Rhythm.Sinus(), Rhythm.VentricularFibrillation), 60);

        played.ShareOfPower("II", 35, 55, 3, 8).ShouldBeGreaterThan(0.75);
        played.ShareOfPower("V1", 35, 55, 3, 8).ShouldBeGreaterThan(0.75);
        Deviation(played.Between("II", 35, 55)).ShouldBeInRange(0.15, 0.7);
        played.Beats.ShouldAllBe(b => b.Seconds <= 30);
        Swing(played, "PLETH", 40, 60).ShouldBeLessThan(0.25f);
        played.Between("ABP", 50, 60).ToArray().Max().ShouldBeLessThan(25);
        // Chaos, not a tone: no quarter of a hertz holds the half of it.
        for (var f = 3.0; f < 8; f += 0.25)
            played.ShareOfPower("II", 35, 55, f, f + 0.25).ShouldBeLessThan(0.5);
    }

    [Fact]
    public void In_asystole_there_is_no_QRS_and_the_pressure_falls()
    {
        var played = new Played(Scripted(Rhythm.Sinus(), Rhythm.Asystole), 45);

        played.Between("II", 31, 45).ToArray().Max(Math.Abs).ShouldBeLessThan(0.05f);
        played.Beats.ShouldAllBe(b => b.Seconds <= 30);
        played["ABP"][^1].ShouldBeLessThan(25);
    }

    [Fact]
    public void A_rhythm_that_follows_asystole_begins_at_once() =>
        new Played(Scripted(Rhythm.Asystole, Rhythm.Sinus()), 40)
            .Beats.First(b => b.Seconds > 30)
            .Seconds.ShouldBeLessThan(31.2);

    [Fact]
    public void A_loose_electrode_flattens_its_lead_and_no_other()
    {
        var played = new Played(Rhythm.Sinus(), 10, new Disturbance(DisturbanceKind.LeadOff, 1, "V1"));

        played["V1"].ShouldAllBe(s => s == 0);
        played["II"].Max().ShouldBeGreaterThan(0.5f);
    }

    [Fact]
    public void A_probe_that_is_off_flattens_the_pleth_alone()
    {
        var played = new Played(Rhythm.Sinus(), 10, new Disturbance(DisturbanceKind.ProbeOff));

        played["PLETH"].ShouldAllBe(s => s == 0);
        Swing(played, "ABP", 5, 10).ShouldBeGreaterThan(25);
    }

    [Fact]
    public void Movement_that_looks_like_tachycardia_leaves_heart_and_pulse_as_they_are()
    {
        var still = new Played(Rhythm.Sinus(), 30);
        var moved = new Played(Rhythm.Sinus(), 30, new Disturbance(DisturbanceKind.RhythmicMotion));

        moved.Beats.ShouldBe(still.Beats);
        moved["PLETH"].ShouldBe(still["PLETH"]);
        moved["ABP"].ShouldBe(still["ABP"]);
        moved.ShareOfPower("II", 10, 20, 2.2, 6.2).ShouldBeGreaterThan(0.7);
        still.ShareOfPower("II", 10, 20, 2.2, 6.2).ShouldBeLessThan(0.5);
    }

    [Theory]
    [InlineData(DisturbanceKind.BaselineWander, 0.02, 0.6)]
    [InlineData(DisturbanceKind.Mains, 49, 51)]
    [InlineData(DisturbanceKind.MuscleNoise, 30, 124)]
    [InlineData(DisturbanceKind.ElectrodeMotion, 0.02, 3)]
    public void A_disturbance_adds_power_where_it_is_at_home(DisturbanceKind kind, double lowHz, double highHz)
    {
        var clean = new Played(Rhythm.Sinus(), 30);
        var disturbed = new Played(Rhythm.Sinus(), 30, new Disturbance(kind));

        disturbed
            .ShareOfPower("II", 10, 30, lowHz, highHz)
            .ShouldBeGreaterThan(clean.ShareOfPower("II", 10, 30, lowHz, highHz) + 0.1);
    }

    [Fact]
    public void The_size_of_the_blocks_changes_nothing_in_the_heart_or_the_vessels()
    {
        var small = new Played(Scenarios.Arrest, 120, block: 0.125);
        var large = new Played(Scenarios.Arrest, 120, block: 1);

        large.Beats.ShouldBe(small.Beats);
        large["ABP"].Zip(small["ABP"]).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void The_breath_is_in_the_respiration_channel()
    {
        var played = new Played(Rhythm.Sinus(), 60);
        var hertz = played.Patient.Breathing.Rate / 60;

        played.ShareOfPower("RESP", 0, 60, hertz - 0.05, hertz + 0.05).ShouldBeGreaterThan(0.7);
    }

    private static Scenario Scripted(Rhythm first, Rhythm then) => new("test", [new(0, first), new(30, then)]);

    private static float Swing(Played played, string channel, double from, double to)
    {
        var samples = played.Between(channel, from, to).ToArray();
        return samples.Max() - samples.Min();
    }

    private static double Deviation(ReadOnlySpan<float> samples)
    {
        var mean = samples.ToArray().Average();
        return Math.Sqrt(samples.ToArray().Average(s => (s - mean) * (s - mean)));
    }

    private static double Variation(double[] intervals) =>
        Math.Sqrt(intervals.Average(i => Math.Pow(i - intervals.Average(), 2))) / intervals.Average();

    private static double Correlation(double[] intervals)
    {
        var mean = intervals.Average();
        return intervals.Zip(intervals.Skip(1)).Average(p => (p.First - mean) * (p.Second - mean))
            / intervals.Average(i => (i - mean) * (i - mean));
    }

    /// <summary>Seconds for which an averaged beat lies beyond half of its peak.</summary>
    private static double WidthOf(float[] beat)
    {
        var peak = beat.Max(Math.Abs);
        return beat.Count(s => Math.Abs(s) > peak / 2) / 250.0;
    }

    private static int Upstroke(float[] pulse) =>
        Enumerable.Range(1, pulse.Length - 1).MaxBy(i => pulse[i] - pulse[i - 1]);
}
