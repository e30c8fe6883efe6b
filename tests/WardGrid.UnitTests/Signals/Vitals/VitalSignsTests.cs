using System.Collections.Immutable;
using Shouldly;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Vitals;

namespace WardGrid.UnitTests.Signals.Vitals;

public class VitalSignsTests
{
    [Theory]
    [InlineData(35)]
    [InlineData(72)]
    [InlineData(150)]
    [InlineData(210)]
    public void Heart_rate_follows_the_ecg(double rate)
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => Ecg(t, rate))).PlayTo(20);

        bed.Signals.Vitals.HeartRate.Value.ShouldBe((float)rate, 1.5f);
        bed.Signals.Vitals.HeartRate.Source.ShouldBe(ReadingSource.Measured);
        bed.Signals.Vitals.PulseRate.Exists.ShouldBeFalse();
    }

    [Fact]
    public void Heart_rate_is_gone_when_the_only_lead_falls_off()
    {
        var bed = new PlayedBed((PlayedBed.Lead(), t => t < 20 ? Ecg(t, 72) : 0.3));

        bed.PlayTo(20).Signals.Vitals.HeartRate.Exists.ShouldBeTrue();
        bed.PlayTo(22.25).Signals.Vitals.HeartRate.Exists.ShouldBeFalse();
    }

    [Fact]
    public void The_clean_lead_decides_where_the_other_is_noise()
    {
        var bed = new PlayedBed(
            (PlayedBed.Lead(), t => Ecg(t, 72)),
            (PlayedBed.Lead(1), t => 1.5 * Waves.Noise(t))
        ).PlayTo(20);

        bed.Signals.Vitals.HeartRate.Value.ShouldBe(72, 1);
    }

    [Fact]
    public void Pulse_and_pressure_come_from_the_pressure_wave()
    {
        var bed = new PlayedBed((PlayedBed.Pressure(0), t => 78 + 45 * Waves.Pulse(t, 66))).PlayTo(20);
        var vitals = bed.Signals.Vitals;

        vitals.PulseRate.Value.ShouldBe(66, 1);
        vitals.Systolic.Value.ShouldBe(123, 4);
        vitals.Diastolic.Value.ShouldBe(78, 3);
        vitals.Mean.Value.ShouldBeInRange(88, 102);
        vitals.HeartRate.Exists.ShouldBeFalse();
    }

    [Fact]
    public void Pressure_is_gone_while_the_line_is_flushed()
    {
        var bed = new PlayedBed((PlayedBed.Pressure(0), t => t < 20 ? 78 + 45 * Waves.Pulse(t) : 290)).PlayTo(25);

        bed.Signals.Vitals.Systolic.Exists.ShouldBeFalse();
        bed.Signals.Vitals.PulseRate.Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData(6)]
    [InlineData(15)]
    [InlineData(28)]
    [InlineData(60)]
    public void Breaths_are_counted_and_the_heart_on_the_same_wave_is_not(double rate)
    {
        var bed = new PlayedBed(
            (PlayedBed.Breath(0), t => Math.Sin(2 * Math.PI * rate / 60 * t) + 0.1 * Math.Sin(2 * Math.PI * 1.2 * t))
        ).PlayTo(60);

        bed.Signals.Vitals.RespirationRate.Value.ShouldBe((float)rate, 1);
    }

    [Fact]
    public void A_breath_that_does_not_come_slows_the_rate_and_ends_it_after_20_s()
    {
        var bed = new PlayedBed(
            (
                PlayedBed.Breath(0),
                t => (t < 40 ? Math.Sin(Math.PI / 2 * t) : 0) + 0.08 * Math.Sin(2 * Math.PI * 1.2 * t)
            )
        );

        bed.PlayTo(40).Signals.Vitals.RespirationRate.Value.ShouldBe(15, 0.5f);
        bed.PlayTo(52).Signals.Vitals.RespirationRate.Value.ShouldBeLessThan(12);
        bed.PlayTo(63).Signals.Vitals.RespirationRate.Exists.ShouldBeFalse();
    }

    [Fact]
    public void Saturation_comes_from_the_device_and_is_gone_after_10_s()
    {
        var bed = new PlayedBed((PlayedBed.Pleth(0), t => Waves.Pulse(t))).PlayTo(20);
        bed.Signals.Accept(Numerics(1_000_000, (Mdc.Spo2, 97), (Mdc.HeartRate, 71)));

        bed.Signals.Vitals.Spo2.ShouldBe(new(97, 20, ReadingSource.Device));
        bed.Signals.Vitals.HeartRate.Source.ShouldBe(ReadingSource.Device);
        bed.PlayTo(30).Signals.Vitals.Spo2.Exists.ShouldBeTrue();
        bed.PlayTo(32).Signals.Vitals.Spo2.Exists.ShouldBeFalse();
    }

    [Fact]
    public void Saturation_is_not_shown_while_the_probe_is_off()
    {
        var bed = new PlayedBed((PlayedBed.Pleth(0), t => t < 20 ? Waves.Pulse(t) : 0)).PlayTo(23);
        bed.Signals.Accept(Numerics(1_000_000, (Mdc.Spo2, 97)));

        bed.Signals.Vitals.Spo2.Exists.ShouldBeFalse();
    }

    [Fact]
    public void A_number_of_a_device_without_waves_ages_by_the_devices_clock()
    {
        var bed = new PlayedBed();
        bed.Signals.Accept(Numerics(1_000_000, (Mdc.Spo2, 97)));
        bed.Signals.Vitals.Spo2.Value.ShouldBe(97);
        bed.Signals.Accept(Numerics(12_000_000, (Mdc.HeartRate, 70)));

        bed.Signals.Vitals.Spo2.Exists.ShouldBeFalse();
        bed.Signals.Vitals.HeartRate.Value.ShouldBe(70);
    }

    [Fact]
    public void Numbers_that_no_patient_has_are_ignored()
    {
        var bed = new PlayedBed();
        bed.Signals.Accept(
            Numerics(0, (Mdc.Spo2, 127), (Mdc.HeartRate, -1), (Mdc.ArterialMean, double.NaN), (4711, 5))
        );

        bed.Signals.Vitals.ShouldBe(VitalSigns.None);
    }

    private static double Ecg(double t, double rate) =>
        rate > 120 ? Waves.FastEcg(t, rate) : Waves.Ecg(t, rate) + 0.005 * Waves.Noise(t);

    private static DeviceNumerics Numerics(long micros, params (int Code, double Value)[] values) =>
        new(1, micros, values.ToImmutableDictionary(v => v.Code, v => v.Value));
}
