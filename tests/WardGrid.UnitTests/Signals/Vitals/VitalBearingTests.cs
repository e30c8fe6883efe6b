using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Shouldly;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Vitals;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Signals.Vitals;

/// <summary>
/// A number that its signal cannot bear is not shown, and says why: VITALS.md rule by rule, on simulated patients.
/// </summary>
public class VitalBearingTests
{
    private const double Onset = 60;

    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fibrillation_bears_no_rate_no_breath_and_no_saturation(ulong seed)
    {
        foreach (var bed in Seconds(seed, Onset + 8, Onset + 30, new(Onset, Rhythm.VentricularFibrillation)))
        {
            bed.HeartRate.ShouldBe(Reading.Without(AbsentReason.Fibrillation));
            bed.PulseRate.ShouldBe(Reading.Without(AbsentReason.Fibrillation));
            bed.RespirationRate.ShouldBe(Reading.Without(AbsentReason.Fibrillation));
            bed.Spo2.ShouldBe(Reading.Without(AbsentReason.Fibrillation));
            bed.Systolic.Exists.ShouldBeFalse();
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_the_monitor_shows_during_fibrillation_is_not_shown_as_a_calm_number(ulong seed)
    {
        var calm = ImmutableDictionary<int, double>
            .Empty.Add(Mdc.HeartRate, 62)
            .Add(Mdc.PulseRate, 62)
            .Add(Mdc.RespirationRate, 18)
            .Add(Mdc.Spo2, 97)
            .Add(Mdc.ArterialSystolic, 118);

        foreach (var bed in Seconds(seed, Onset + 8, Onset + 30, new(Onset, Rhythm.VentricularFibrillation), calm))
            All(bed).ShouldAllBe(r => !r.Exists);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Asystole_says_how_long_there_has_been_no_beat(ulong seed)
    {
        foreach (var bed in Seconds(seed, Onset + 8, Onset + 25, new(Onset, Rhythm.Asystole)))
        {
            bed.HeartRate.Absent.ShouldBe(AbsentReason.NoBeats);
            bed.HeartRate.AtSeconds.ShouldBe(Onset, 2);
            bed.PulseRate.Exists.ShouldBeFalse();
            bed.RespirationRate.Exists.ShouldBeFalse();
            bed.Systolic.Absent.ShouldBeOneOf(AbsentReason.LineDisturbed, AbsentReason.Artefact);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void With_the_electrodes_off_there_is_neither_a_heart_rate_nor_a_breath_but_the_pulse_stays(ulong seed)
    {
        foreach (
            var bed in Seconds(seed, Onset + 6, Onset + 75, new(Onset, Rhythm.Sinus(), [new(DisturbanceKind.LeadOff)]))
        )
        {
            bed.HeartRate.Absent.ShouldBe(AbsentReason.ElectrodeOff);
            bed.RespirationRate.Absent.ShouldBe(AbsentReason.ElectrodeOff);
            bed.PulseRate.Value.ShouldBe(72, 10);
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public void An_arrest_of_minutes_bears_no_number_though_the_detectors_find_pulses_in_the_noise(
        ulong seed,
        bool fibrillates
    )
    {
        var arrest = fibrillates ? Rhythm.VentricularFibrillation : Rhythm.Asystole;

        foreach (var bed in Seconds(seed, Onset + 15, Onset + 240, new(Onset, arrest)))
            All(bed).ShouldAllBe(r => !r.Exists);
    }

    [Fact]
    public void A_pulse_that_becomes_small_step_by_step_keeps_its_rate()
    {
        var bed = new PlayedBed((PlayedBed.Pleth(0), t => Math.Pow(0.5, t / 30) * Waves.Pulse(t))).PlayTo(200);

        bed.Signals.Vitals.PulseRate.Exists.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1000, 0, AbsentReason.ElectrodeOff)]
    [InlineData(200, 0, AbsentReason.ElectrodeOff)]
    [InlineData(1000, 0.005, AbsentReason.NoBeats)]
    [InlineData(200, 0.005, AbsentReason.NoBeats)]
    [InlineData(50, 0, AbsentReason.NoBeats)]
    public void A_line_without_the_noise_of_an_electrode_is_an_electrode_and_a_quiet_one_is_no_beat(
        double gain,
        double noise,
        AbsentReason reason
    )
    {
        // A step of 0.02 mV hides the noise of an electrode: there the graver is said.
        var bed = new PlayedBed(
            (PlayedBed.Lead() with { Gain = gain }, t => t < Onset ? Waves.Ecg(t, 72) : noise * Waves.Noise(t))
        ).PlayTo(Onset + 8);

        bed.Signals.Vitals.HeartRate.Absent.ShouldBe(reason);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Artefact_on_every_lead_bears_no_heart_rate(ulong seed)
    {
        var noise = new ScenarioStep(Onset, Rhythm.Sinus(), [new(DisturbanceKind.MuscleNoise, 12)]);

        foreach (var bed in Seconds(seed, Onset + 8, Onset + 30, noise))
        {
            bed.HeartRate.Absent.ShouldBe(AbsentReason.Artefact);
            bed.PulseRate.Value.ShouldBe(72, 10);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void With_the_probe_off_the_monitors_saturation_and_pulse_are_not_shown(ulong seed)
    {
        var calm = ImmutableDictionary<int, double>.Empty.Add(Mdc.PulseRate, 72).Add(Mdc.Spo2, 97);
        var channels = SimulatedMonitor
            .UsualChannels.Where(c => c.Kind != SignalKind.ArterialPressure)
            .ToImmutableArray();

        foreach (
            var bed in Seconds(
                seed,
                Onset + 5,
                Onset + 20,
                new(Onset, Rhythm.Sinus(), [new(DisturbanceKind.ProbeOff)]),
                calm,
                channels
            )
        )
        {
            bed.Spo2.ShouldBe(Reading.Without(AbsentReason.ProbeOff));
            bed.PulseRate.Absent.ShouldBe(AbsentReason.ProbeOff);
            bed.HeartRate.Exists.ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_heart_that_beats_well_keeps_its_numbers(ulong seed)
    {
        foreach (var bed in Seconds(seed, 50, 120, new(Onset, Rhythm.Sinus(80))))
            All(bed).ShouldAllBe(r => r.Exists);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void A_paced_heart_has_its_rate_and_one_that_no_longer_answers_has_none(double rate)
    {
        // A spike of 2 ms before each wide complex; from second 60 on the heart does not answer.
        var bed = new PlayedBed(
            (
                PlayedBed.Lead(rate: 500),
                t => 0.4 * Spike(t, rate) + (t < Onset ? Paced(t, rate) : 0) + 0.004 * Waves.Noise(t)
            )
        );

        bed.PlayTo(50).Signals.Vitals.HeartRate.Value.ShouldBe((float)rate, 2);
        bed.PlayTo(Onset + 12).Signals.Vitals.HeartRate.Absent.ShouldBe(AbsentReason.NoBeats);
    }

    [Fact]
    public void Breaths_at_the_hearts_own_rate_are_the_heart()
    {
        var bed = new PlayedBed(
            (PlayedBed.Lead(), t => Waves.Ecg(t, 66) + 0.005 * Waves.Noise(t)),
            (
                PlayedBed.Breath(1),
                t => t < 60 ? Math.Sin(2 * Math.PI * 14 / 60 * t) : 0.5 * Math.Sin(2 * Math.PI * 66 / 60 * t)
            )
        );

        bed.PlayTo(50).Signals.Vitals.RespirationRate.Value.ShouldBe(14, 1);
        bed.PlayTo(120).Signals.Vitals.RespirationRate.ShouldBe(Reading.Without(AbsentReason.CardiacArtefact));
    }

    [Fact]
    public void Apnoea_says_how_long_there_has_been_no_breath()
    {
        var bed = new PlayedBed(
            (
                PlayedBed.Breath(0),
                t => (t < 40 ? Math.Sin(Math.PI / 2 * t) : 0) + 0.08 * Math.Sin(2 * Math.PI * 1.2 * t)
            )
        ).PlayTo(65);

        bed.Signals.Vitals.RespirationRate.Absent.ShouldBe(AbsentReason.NoBreaths);
        bed.Signals.Vitals.RespirationRate.AtSeconds.ShouldBe(38, 4);
    }

    [Theory]
    [InlineData("flushed", 290, 0)]
    [InlineData("closed", 85, 0)]
    [InlineData("damped", 85, 6)]
    [InlineData("open to air", 0, 0)]
    public void A_pressure_line_that_is_disturbed_shows_no_pressure_not_even_the_monitors(
        string how,
        double level,
        double pulse
    )
    {
        var bed = new PlayedBed(
            (
                PlayedBed.Pressure(0),
                t => t < Onset ? 78 + 45 * Waves.Pulse(t) : level + pulse * Waves.Pulse(t) + 0.2 * Waves.Noise(t)
            )
        );
        bed.PlayTo(Onset - 5).Signals.Vitals.Systolic.Exists.ShouldBeTrue();
        bed.PlayTo(Onset + 15);
        bed.Signals.Accept(
            new DeviceNumerics(1, 0, ImmutableDictionary<int, double>.Empty.Add(Mdc.ArterialSystolic, 118))
        );

        bed.Signals.Vitals.Systolic.Exists.ShouldBeFalse(how);
        bed.Signals.Vitals.Systolic.Absent.ShouldBeOneOf(AbsentReason.LineDisturbed, AbsentReason.Artefact);
    }

    [Fact]
    public void A_small_pulse_at_a_low_mean_is_shock_and_keeps_its_number()
    {
        var bed = new PlayedBed(
            (PlayedBed.Pressure(0), t => t < Onset ? 78 + 45 * Waves.Pulse(t) : 40 + 9 * Waves.Pulse(t))
        ).PlayTo(Onset + 20);

        bed.Signals.Vitals.Systolic.Value.ShouldBe(49, 3);
    }

    [Fact]
    public void Every_reason_has_words_in_both_languages()
    {
        foreach (var file in new[] { "Words.resx", "Words.de.resx" })
        {
            var words = XDocument
                .Load(Path.Combine(Texts(), file))
                .Descendants("data")
                .Select(d => (string?)d.Attribute("name"))
                .ToHashSet();
            foreach (var reason in Enum.GetValues<AbsentReason>().Where(r => r != AbsentReason.None))
                words.ShouldContain($"vital.absent.{reason}", file);
        }
    }

    private static string Texts([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../src/WardGrid.Web/Text"));

    private static Reading[] All(VitalSigns v) =>
        [v.HeartRate, v.PulseRate, v.Spo2, v.RespirationRate, v.Systolic, v.Diastolic, v.Mean];

    private static double Spike(double t, double rate) => t % (60 / rate) is > 0.1 and < 0.102 ? 1 : 0;

    private static double Paced(double t, double rate)
    {
        var since = t % (60 / rate);
        return 1.2 * Math.Exp(-Math.Pow((since - 0.16) / 0.035, 2))
            - 0.3 * Math.Exp(-Math.Pow((since - 0.4) / 0.06, 2));
    }

    /// <summary>The vital signs second by second of a patient to whom something happens.</summary>
    private static List<VitalSigns> Seconds(
        ulong seed,
        double from,
        double to,
        ScenarioStep happens,
        ImmutableDictionary<int, double>? shown = null,
        ImmutableArray<ChannelDeclaration>? channels = null
    )
    {
        var birth = new DeviceBirth(1, "test", "1", channels ?? SimulatedMonitor.UsualChannels);
        var monitor = new SimulatedMonitor(seed, new("test", [new(0, Rhythm.Sinus()), happens]), birth, startMicros: 0);
        var signals = new BedSignals(birth);
        var (bytes, vitals) = (new ArrayBufferWriter<byte>(), new List<VitalSigns>());
        while (monitor.DueSeconds < to)
        {
            bytes.ResetWrittenCount();
            var kind = monitor.Next(bytes);
            if (kind == MessageKind.Wave)
            {
                WaveFrame.TryRead(bytes.WrittenSpan, out var frame).IsRefused.ShouldBeFalse();
                signals.Accept(frame).IsRefused.ShouldBeFalse();
            }
            else if (kind == MessageKind.Numerics)
            {
                DeviceNumericsJson.TryRead(bytes.WrittenSpan, out var numerics).IsRefused.ShouldBeFalse();
                signals.Accept(shown is null ? numerics! : numerics! with { Values = shown });
                if (signals.NowSeconds > from)
                    vitals.Add(signals.Vitals);
            }
        }

        vitals.Count.ShouldBeGreaterThan(3);
        return vitals;
    }
}
