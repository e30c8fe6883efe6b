using Shouldly;
using WardGrid.Patients;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Patients;

/// <summary>Alerts of a monitor with one id: one episode is one alarm.</summary>
public sealed class MonitorEpisodeTests
{
    private readonly Bedside _bedside = new();

    [Fact]
    public async Task An_id_that_is_used_again_is_one_new_alarm_however_often_it_is_updated()
    {
        await Begin();
        await _bedside.Alert("a-1");
        await End();

        await Next(AlertPhase.Start);
        for (var update = 0; update < 4; update++)
            await Next(AlertPhase.Update);

        _bedside.Patient.State.Open.Length.ShouldBe(2);
        (await Next(AlertPhase.End)).IsRefused.ShouldBeFalse();
        _bedside.Patient.State.Open.ShouldAllBe(a => a.EndedAt != null);
    }

    [Fact]
    public async Task An_update_of_an_alarm_that_has_ended_changes_nothing_and_is_counted()
    {
        await Begin();
        await _bedside.Alert("a-1");
        await End();
        _bedside.Patient.Take(new PatientCommand.Acknowledge("nurse", _bedside.Bed.Alarms[0].Id)).Done.ShouldBeTrue();

        (await Next(AlertPhase.Update)).Reason.ShouldBe(RefusalReason.UnknownAlarm);

        _bedside.Patient.State.Open.ShouldBeEmpty();
        _bedside.Refusals.Counts[RefusalReason.UnknownAlarm].ShouldBe(1);
    }

    [Fact]
    public async Task An_update_whose_start_was_lost_opens_the_alarm_once()
    {
        await Begin();

        await Next(AlertPhase.Update);
        await Next(AlertPhase.Update);

        _bedside.Patient.State.Open.ShouldHaveSingleItem().EndedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_start_that_comes_again_after_its_end_opens_nothing()
    {
        await Begin();
        var at = _bedside.Micros;
        await Start(at);
        await End();

        (await Start(at)).IsRefused.ShouldBeTrue();

        _bedside.Patient.State.Open.ShouldHaveSingleItem().EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_id_that_is_used_again_in_the_next_life_leaves_the_earlier_alarm_in_the_book()
    {
        await Begin();
        await _bedside.Alert("a-1");
        await End();
        _bedside.Patient.Take(new PatientCommand.Acknowledge("nurse", _bedside.Bed.Alarms[0].Id)).Done.ShouldBeTrue();
        await _bedside.Settle();

        _bedside.BeginNextLife(goesOn: true);
        await Next(AlertPhase.Start);
        await _bedside.Settle();

        _bedside.Records.Alarms.Count.ShouldBe(2);
        _bedside.Records.Alarms["p-1.monitor-1.1.a-1"].AcknowledgedBy.ShouldBe("nurse");
    }

    private async Task Begin()
    {
        await _bedside.Birth();
        await _bedside.Frames(8);
    }

    private async Task End() => (await _bedside.Alert("a-1", phase: AlertPhase.End)).ThrowIfRefused();

    private async Task<Refusal> Next(AlertPhase phase)
    {
        await _bedside.Frames(1);
        return await _bedside.Alert("a-1", phase: phase);
    }

    private Task<Refusal> Start(long micros) =>
        _bedside.Send(
            MessageKind.Alert,
            to => DeviceAlertJson.Write(to, new(1, micros, "a-1", AlertPhase.Start, "VT", "high", null, "VT"))
        );
}
