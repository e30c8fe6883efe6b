using System.Collections.Immutable;
using System.Globalization;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Vitals;

namespace WardGrid.UnitTests.Patients;

/// <summary>Limits hold for the numbers of a device as for what WardGrid measures itself.</summary>
public class NumericsAlarmTests
{
    private readonly Bedside _bedside = new();

    [Theory]
    [InlineData(
        Mdc.HeartRate,
        25,
        AlarmKind.ExtremeBradycardia,
        "The monitor's heart rate is 25 per minute, limit 40; no ECG wave arrives to check it"
    )]
    [InlineData(
        Mdc.HeartRate,
        0,
        AlarmKind.ExtremeBradycardia,
        "The monitor's heart rate is 0 per minute, limit 40; no ECG wave arrives to check it"
    )]
    [InlineData(
        Mdc.HeartRate,
        171,
        AlarmKind.ExtremeTachycardia,
        "The monitor's heart rate is 171 per minute, limit 140; no ECG wave arrives to check it"
    )]
    [InlineData(
        Mdc.PulseRate,
        30,
        AlarmKind.ExtremeBradycardia,
        "The monitor's pulse rate is 30 per minute, limit 40; no ECG wave arrives to check it"
    )]
    [InlineData(Mdc.Spo2, 68, AlarmKind.Desaturation, "SpO2 68 %, limit 90 %, by the monitor")]
    [InlineData(
        Mdc.ArterialSystolic,
        50,
        AlarmKind.PressureLow,
        "Systolic pressure 50 mmHg, limit 90 mmHg, by the monitor"
    )]
    [InlineData(
        Mdc.ArterialSystolic,
        230,
        AlarmKind.PressureHigh,
        "Systolic pressure 230 mmHg, limit 180 mmHg, by the monitor"
    )]
    public async Task A_device_that_sends_only_numbers_raises_their_alarms(
        int code,
        double value,
        AlarmKind kind,
        string text
    )
    {
        await Numbers(12, (code, value));

        var alarm = _bedside.Bed.Alarms.ShouldHaveSingleItem();
        (alarm.Kind, alarm.Text, alarm.Decision!.Verdict, alarm.Silent).ShouldBe(
            (kind, text, alarm.Decision.Verdict, false)
        );
        alarm.Decision.Verdict.ShouldNotBe(Verdict.Refuted);
        _bedside.Bed.Connected.ShouldBeTrue();

        await Numbers(16, (Mdc.HeartRate, 75), (Mdc.PulseRate, 75), (Mdc.Spo2, 97), (Mdc.ArterialSystolic, 120));
        _bedside.Bed.Alarms.ShouldAllBe(a => a.EndedAt != null);
    }

    [Fact]
    public async Task So_does_the_public_gateway()
    {
        for (var second = 0; second < 12; second++)
        {
            _bedside.Clock.Advance(TimeSpan.FromSeconds(1));
            (
                await _bedside.Send(
                    MessageKind.Numerics,
                    """
                    [{"PhysioID":"NOM_ECG_CARD_BEAT_RATE","Value":"25"},
                     {"PhysioID":"NOM_PULS_OXIM_SAT_O2","Value":"68"},
                     {"PhysioID":"NOM_PRESS_BLD_ART_ABP_SYS","Value":"50"}]
                    """
                )
            ).ThrowIfRefused();
        }

        _bedside
            .Bed.Alarms.Select(a => a.Kind)
            .ShouldBe([AlarmKind.ExtremeBradycardia, AlarmKind.Desaturation, AlarmKind.PressureLow], ignoreOrder: true);
    }

    [Fact]
    public async Task Numbers_raise_their_alarms_when_the_waves_have_stopped_and_no_rhythm_of_before_refutes_them()
    {
        var bed = new FadingBed();
        await bed.Play(40);
        bed.Bed.Vitals.HeartRate.Source.ShouldBe(ReadingSource.Measured);
        bed.Way = "waves";
        bed.Instead = ImmutableDictionary<int, double>.Empty.Add(Mdc.HeartRate, 0).Add(Mdc.Spo2, 60);
        await bed.Play(15);

        bed.Bed.Vitals.HeartRate.ShouldSatisfyAllConditions(
            r => r.Source.ShouldBe(ReadingSource.Device),
            r => r.Value.ShouldBe(0)
        );
        bed.Bed.Alarms.Select(a => a.Kind)
            .ShouldBe([AlarmKind.ExtremeBradycardia, AlarmKind.Desaturation, AlarmKind.ChannelLost], ignoreOrder: true);
        var rate = bed.Bed.Alarms.Single(a => a.Kind == AlarmKind.ExtremeBradycardia);
        (rate.Priority, rate.Decision!.Verdict, rate.Silent).ShouldBe((AlarmPriority.High, Verdict.Undecided, false));
    }

    [Fact]
    public async Task A_number_beside_an_ecg_that_arrives_raises_nothing_of_its_own()
    {
        var bed = new FadingBed
        {
            Instead = ImmutableDictionary<int, double>.Empty.Add(Mdc.HeartRate, 25).Add(Mdc.PulseRate, 25),
        };
        await bed.Play(30);

        bed.Bed.Alarms.ShouldBeEmpty();
        bed.Bed.Vitals.HeartRate.Source.ShouldBe(ReadingSource.Measured);
    }

    private async Task Numbers(int seconds, params (int Code, double Value)[] numbers)
    {
        if (_bedside.Views is [] or [{ Epoch: 0 }])
            (
                await _bedside.Send(MessageKind.Birth, """{"epoch":1,"model":"Oximeter","serial":"1","channels":[]}""")
            ).ThrowIfRefused();
        var values = string.Join(
            ",",
            numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"\"{n.Code}\":{n.Value}"))
        );
        for (var second = 0; second < seconds; second++)
        {
            _bedside.Clock.Advance(TimeSpan.FromSeconds(1));
            (
                await _bedside.Send(
                    MessageKind.Numerics,
                    $"{{\"epoch\":1,\"time\":{_bedside.Micros},\"v\":{{{values}}}}}"
                )
            ).ThrowIfRefused();
        }
    }
}
