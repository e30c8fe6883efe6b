using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Patients;

/// <summary>
/// What becomes of an alarm when its device goes: it ends as "device lost" and stays, without being shown as if it
/// still lasted.
/// </summary>
public sealed class LostDeviceTests
{
    private readonly Bedside _bedside = new();

    [Fact]
    public async Task An_alarm_whose_device_says_goodbye_ends_as_lost_and_waits_for_its_acknowledgement()
    {
        await Raise("ASYSTOLE");

        await Leave();

        var lost = _bedside.Bed.Alarms.ShouldHaveSingleItem();
        (lost.Kind, lost.EndedAt is null, lost.DeviceLost).ShouldBe((AlarmKind.Asystole, false, true));
        await _bedside.Settle();
        _bedside.Records.Alarms[lost.Id].DeviceLost.ShouldBeTrue();
        _bedside.Patient.Take(new PatientCommand.Acknowledge("nurse", lost.Id)).Done.ShouldBeTrue();
        _bedside.Bed.Alarms.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alarm_whose_device_is_silent_ends_as_lost_when_the_silence_itself_is_an_alarm()
    {
        await Raise("VF");
        await _bedside.Silence(9);
        _bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldBeNull();

        await _bedside.Silence(2);

        _bedside.Bed.Alarms.Length.ShouldBe(2);
        _bedside.Bed.Alarms.ShouldContain(a => a.Kind == AlarmKind.NoData && a.EndedAt == null);
        _bedside.Bed.Alarms.ShouldContain(a =>
            a.Kind == AlarmKind.VentricularFibrillation && a.DeviceLost && a.EndedAt != null
        );
    }

    [Fact]
    public async Task An_urgent_alarm_of_any_kind_stays_when_its_device_is_lost()
    {
        await Raise("ST_ELEVATION");

        await Leave();

        _bedside.Bed.Alarms.ShouldHaveSingleItem().DeviceLost.ShouldBeTrue();
    }

    [Fact]
    public async Task A_device_that_comes_back_and_goes_on_finds_its_alarm_lasting_and_can_end_it()
    {
        await Raise("VT");
        await _bedside.Silence(11);

        await _bedside.Frames(1);

        var back = _bedside.Bed.Alarms.ShouldHaveSingleItem();
        (back.EndedAt, back.DeviceLost).ShouldBe((null, false));
        (await _bedside.Alert("a-1", phase: AlertPhase.End)).IsRefused.ShouldBeFalse();
        _bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_acknowledged_alarm_is_there_again_with_its_device_and_needs_no_second_acknowledgement()
    {
        await Raise("VT");
        await Leave();
        _bedside.Patient.Take(new PatientCommand.Acknowledge("nurse", _bedside.Bed.Alarms[0].Id)).Done.ShouldBeTrue();
        _bedside.BeginNextLife(goesOn: true);
        _bedside.Bed.Alarms.ShouldBeEmpty();

        await _bedside.Frames(1);

        var back = _bedside.Bed.Alarms.ShouldHaveSingleItem();
        (back.EndedAt, back.DeviceLost, back.AcknowledgedBy).ShouldBe((null, false, "nurse"));
    }

    [Fact]
    public async Task A_device_that_begins_anew_does_not_revive_what_was_lost()
    {
        await Raise("VT");
        await Leave();

        await _bedside.Birth(epoch: 2);
        await _bedside.Frames(4);

        _bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lost_alarm_is_still_lost_in_the_next_life_and_lasts_again_when_its_device_returns()
    {
        await Raise("VT");
        await Leave();

        _bedside.BeginNextLife(goesOn: true);
        _bedside.Bed.Alarms.ShouldHaveSingleItem().DeviceLost.ShouldBeTrue();

        await _bedside.Frames(1);
        _bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldBeNull();
    }

    private async Task Raise(string kind)
    {
        await _bedside.Birth();
        await _bedside.Frames(8);
        (await _bedside.Alert("a-1", kind)).ThrowIfRefused();
    }

    private Task Leave() => _bedside.Send(MessageKind.Death, "");
}
