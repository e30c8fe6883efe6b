using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Patients;

/// <summary>What a device sent that nobody sees is listed, with the reason.</summary>
public sealed class NotShownLogTests
{
    private const int Temperature = 150344;

    private readonly Bedside _bedside = new();

    private IEnumerable<(NotShownKind, string, NotShownReason, long)> Listed =>
        _bedside.Refusals.NotShown.Entries.Select(e => (e.Kind, e.Name, e.Reason, e.Count));

    [Fact]
    public async Task Everything_that_a_usual_monitor_sends_is_shown()
    {
        await _bedside.Birth();
        await _bedside.Frames(4);
        await NumbersAsync($"\"{Mdc.HeartRate}\":71,\"{Mdc.RespirationRateAlternative}\":14,\"{Mdc.Spo2}\":null");
        await _bedside.Alert("a-1");

        Listed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_number_that_no_page_shows_is_listed_with_how_often_and_when_it_came()
    {
        await _bedside.Birth();
        var first = _bedside.Clock.GetUtcNow();
        await NumbersAsync($"\"{Temperature}\":37.2");
        _bedside.Clock.Advance(TimeSpan.FromSeconds(5));
        await NumbersAsync($"\"{Temperature}\":37.3,\"{Mdc.HeartRate}\":71");

        var entry = _bedside.Refusals.NotShown.Entries.ShouldHaveSingleItem();
        entry.ShouldBe(
            new(NotShownKind.Parameter, "150344", NotShownReason.UnknownParameter, 2, first, first.AddSeconds(5))
        );
    }

    [Fact]
    public async Task A_value_that_no_patient_can_have_is_listed()
    {
        await _bedside.Birth();
        await NumbersAsync($"\"{Mdc.Spo2}\":8388607");

        Listed.ShouldBe([(NotShownKind.Parameter, "150456", NotShownReason.ImplausibleValue, 1)]);
    }

    [Fact]
    public async Task Ids_of_a_numerics_gateway_that_WardGrid_does_not_know_are_listed()
    {
        await _bedside.Send(
            MessageKind.Numerics,
            """[{"PhysioID":"NOM_TEMP","Value":"37.1"},{"PhysioID":"NOM_ECG_CARD_BEAT_RATE","Value":"71"}]"""
        );

        Listed.ShouldBe([(NotShownKind.Parameter, "NOM_TEMP", NotShownReason.UnknownParameter, 1)]);
    }

    [Fact]
    public async Task A_channel_that_is_not_monitored_is_listed_once_for_each_bundle()
    {
        await _bedside.Send(
            MessageKind.Birth,
            """
            {"epoch":1,"model":"M","serial":"1","channels":[
              {"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200,"offset":0},
              {"i":1,"name":"Mystery","mdc":0,"rate":250,"unit":"","gain":1,"offset":0},
              {"i":2,"name":"V5","mdc":131335,"rate":20,"unit":"mV","gain":200,"offset":0}]}
            """
        );
        for (var bundle = 1; bundle <= 3; bundle++)
        {
            var refusal = await _bedside.Send(
                MessageKind.Wave,
                $$"""
                {"epoch":1,"seq":{{bundle}},"time":{{_bedside.Micros}},"ch":[{"i":0,"start":{{bundle}},"v":[1]}]}
                """
            );
            refusal.IsRefused.ShouldBeFalse(refusal.Detail);
        }

        Listed.ShouldBe(
            [
                (NotShownKind.Channel, "Mystery", NotShownReason.UnknownChannel, 3),
                (NotShownKind.Channel, "V5", NotShownReason.LowRate, 3),
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task An_alarm_code_that_is_not_known_is_listed_by_its_starts()
    {
        await _bedside.Birth();
        await _bedside.Frames(4);
        await _bedside.Alert("a-1", kind: "PAIR_PVC");
        await _bedside.Alert("a-1", kind: "PAIR_PVC", phase: AlertPhase.End);
        await _bedside.Alert("a-2", kind: "VT");

        Listed.ShouldBe([(NotShownKind.Alarm, "PAIR_PVC", NotShownReason.UnknownAlarm, 1)]);
    }

    [Fact]
    public async Task A_mapped_alarm_code_is_an_alarm_of_its_kind_and_no_longer_listed()
    {
        _bedside.AlarmCodes.Replace([
            new(Bedside.Device, "RUN_PVC", AlarmKind.VentricularTachycardia, "E. Engineer", default),
            new("another", "PAIR_PVC", AlarmKind.VentricularTachycardia, "E. Engineer", default),
        ]);
        await _bedside.Birth();
        await _bedside.Frames(4);
        await _bedside.Alert("a-1", kind: "run_pvc");
        await _bedside.Alert("a-2", kind: "PAIR_PVC");

        _bedside
            .Bed.Alarms.Select(a => a.Kind)
            .ShouldBe([AlarmKind.VentricularTachycardia, AlarmKind.Other], ignoreOrder: true);
        Listed.ShouldBe([(NotShownKind.Alarm, "PAIR_PVC", NotShownReason.UnknownAlarm, 1)]);
    }

    [Fact]
    public void A_device_that_makes_up_names_fills_no_memory()
    {
        var log = new NotShownLog();
        for (var code = 0; code < NotShownLog.Most + 50; code++)
            log.Numerics(
                new(1, 0, System.Collections.Immutable.ImmutableDictionary<int, double>.Empty.Add(code, 1)),
                default
            );

        log.Entries.Length.ShouldBe(NotShownLog.Most);
    }

    private async Task NumbersAsync(string values)
    {
        var refusal = await _bedside.Send(
            MessageKind.Numerics,
            $$"""{"epoch":1,"v":{ {{values}} },"time":{{_bedside.Micros}} }"""
        );
        refusal.IsRefused.ShouldBeFalse(refusal.Detail);
    }
}
