using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using WardGrid.UnitTests.Patients;

namespace WardGrid.UnitTests.Grains;

/// <summary>
/// The events of a patient's stay; each test runs on a server that is alone and in a hospital of several.
/// </summary>
public abstract class PatientContract : IAsyncLifetime
{
    protected const string Patient = "p-1";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected LeapingClock Clock { get; } = new();

    protected RecordsInMemory Records { get; } = new();

    protected IPatientHost Host { get; private set; } = null!;

    protected IPatients Patients => Host.Patients;

    /// <summary>The monitor at the patient's bed, which has said what it is.</summary>
    protected BedsideMonitor Monitor { get; private set; } = null!;

    protected abstract Task<IPatientHost> StartAsync();

    public async ValueTask InitializeAsync()
    {
        Host = await StartAsync();
        await Host.Associations.BindAsync(Bound("monitor-1", "bed-1"), Stop);
        Monitor = new("monitor-1", Patients, Clock);
        (await Monitor.Birth()).ShouldBe(Refusal.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_frame_in_the_devices_own_bytes_is_seen_on_the_bed()
    {
        (await Monitor.Frame()).ShouldBe(Refusal.None);

        var bed = await BedAsync(b => b.FramesAccepted == 1);
        (bed.Connected, bed.Epoch, bed.Model).ShouldBe((true, 1u, "Simulated"));
        bed.Channels.Length.ShouldBe(SimulatedMonitor.UsualChannels.Length);
    }

    [Fact]
    public async Task A_frame_that_comes_twice_is_refused_and_counted()
    {
        await Monitor.Frame();

        (await Monitor.SameFrame()).Reason.ShouldBe(RefusalReason.RepeatedSequence);

        (await BedAsync(b => !b.Refused.IsEmpty)).Refused[RefusalReason.RepeatedSequence].ShouldBe(1);
    }

    [Fact]
    public async Task Frames_that_never_came_are_counted_as_missed()
    {
        await Monitor.Frame();
        Monitor.Lose(8);
        await Monitor.Frame();

        (await BedAsync(b => b.FramesAccepted == 2)).FramesMissed.ShouldBe(8);
    }

    [Fact]
    public async Task A_device_that_is_bound_to_no_bed_is_refused()
    {
        (await new BedsideMonitor("stranger", Patients, Clock).Frame()).Reason.ShouldBe(RefusalReason.NotBound);
    }

    [Fact]
    public async Task A_monitors_alarm_is_shown_with_its_verdict_and_is_in_the_book()
    {
        await Monitor.Frame();
        (await Monitor.Alert("a1")).ShouldBe(Refusal.None);

        var alarm = (await BedAsync(b => b.Alarms is [{ Decision: not null }])).Alarms[0];
        (alarm.Kind, alarm.Origin, alarm.PatientId).ShouldBe(
            (AlarmKind.VentricularTachycardia, AlarmOrigin.Monitor, Patient)
        );
        await UntilAsync(() => Book(alarm.Id)?.Decision?.Verdict == alarm.Decision!.Verdict);
    }

    [Fact]
    public async Task An_acknowledged_alarm_is_in_the_book_with_who_acknowledged_it()
    {
        await Monitor.Frame();
        await Monitor.Alert("a1");
        var alarm = (await BedAsync(b => b.Alarms.Length == 1)).Alarms[0];

        (await Patients.TakeAsync("bed-1", new PatientCommand.Acknowledge("nurse", alarm.Id), Stop)).ShouldBe(
            CommandOutcome.Success
        );

        Book(alarm.Id)!.AcknowledgedBy.ShouldBe("nurse");
        (await BedAsync(b => b.Alarms is [{ AcknowledgedBy: "nurse" }])).Alarms[0].AcknowledgedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_alarm_that_is_not_open_cannot_be_acknowledged_and_the_answer_says_so()
    {
        var outcome = await Patients.TakeAsync("bed-1", new PatientCommand.Acknowledge("nurse", "nothing"), Stop);

        outcome.Done.ShouldBeFalse();
        outcome.Reason.ShouldContain("no open alarm");
    }

    [Fact]
    public async Task Limits_hold_from_the_moment_they_are_set_and_impossible_ones_are_refused()
    {
        var limits = AlarmLimits.For(AgeBand.Adult) with { BradycardiaBelow = 42 };

        (await Patients.TakeAsync("bed-1", new PatientCommand.SetLimits("nurse", limits), Stop)).ShouldBe(
            CommandOutcome.Success
        );
        (
            await Patients.TakeAsync(
                "bed-1",
                new PatientCommand.SetLimits("nurse", limits with { Spo2Below = 120 }),
                Stop
            )
        ).Done.ShouldBeFalse();

        (await BedAsync(b => b.Limits.BradycardiaBelow == 42)).Limits.ShouldBe(limits);
    }

    [Fact]
    public async Task A_device_that_falls_silent_is_alarmed_until_it_speaks_again()
    {
        await Monitor.Frame();
        Clock.Leap(DeviceAlarms.NoDataAfter);

        (await BedAsync(b => b.Alarms.Any(a => a.Kind == AlarmKind.NoData))).Connected.ShouldBeFalse();

        await Monitor.Frame();
        await BedAsync(b => b.Connected && b.Alarms.IsEmpty);
    }

    [Fact]
    public async Task A_new_life_keeps_limits_and_open_alarms_and_knows_the_device_without_its_birth()
    {
        await Monitor.Frame();
        await Monitor.Alert("a1");
        var alarm = (await BedAsync(b => b.Alarms is [{ Decision: not null }])).Alarms[0];
        await Patients.TakeAsync(
            "bed-1",
            new PatientCommand.SetLimits("nurse", AlarmLimits.For(AgeBand.Adult) with { TachycardiaAbove = 131 }),
            Stop
        );
        await Patients.TakeAsync("bed-1", new PatientCommand.Acknowledge("nurse", alarm.Id), Stop);

        await Host.ForgetAsync(Patient);
        (await Monitor.Frame()).ShouldBe(Refusal.None);

        var bed = await BedAsync(b => b.FramesAccepted == 1 && b.Connected);
        bed.Limits.TachycardiaAbove.ShouldBe(131);
        var kept = bed.Alarms.Where(a => a.Origin == AlarmOrigin.Monitor).ShouldHaveSingleItem();
        (kept.Id, kept.AcknowledgedBy, kept.EndedAt).ShouldBe((alarm.Id, "nurse", null));
        kept.Decision!.Verdict.ShouldBe(alarm.Decision!.Verdict);
    }

    [Fact]
    public async Task An_alarm_of_an_earlier_life_is_the_same_alarm_when_the_monitor_says_it_again()
    {
        await Monitor.Frame();
        await Monitor.Alert("a1");
        var id = (await BedAsync(b => b.Alarms is [{ Decision: not null }])).Alarms[0].Id;
        await Host.ForgetAsync(Patient);

        await Monitor.Alert("a1");
        await Monitor.Alert("a1", phase: AlertPhase.End);

        await BedAsync(b => b.Alarms.Any(a => a.Id == id && a.EndedAt is not null));
        Records.Alarms.Keys.Where(k => k.Contains("a1", StringComparison.Ordinal)).ShouldBe([id]);
    }

    [Fact]
    public async Task A_patient_keeps_alarms_when_moved_to_another_bed_and_device_and_the_old_bed_is_empty()
    {
        await Monitor.Frame();
        await Monitor.Alert("a1");
        var id = (await BedAsync(b => b.Alarms is [{ Decision: not null }])).Alarms[0].Id;

        await Host.Associations.BindAsync(Bound("monitor-1", "bed-2"), Stop);

        (await BedAsync(b => b.Alarms.Length == 1, "bed-2")).Alarms[0].Id.ShouldBe(id);
        (await Patients.SnapshotAsync("bed-1", Stop)).ShouldBeNull();
        (await Monitor.Birth()).ShouldBe(Refusal.None);
        (await Monitor.Frame()).ShouldBe(Refusal.None);
    }

    [Fact]
    public async Task A_discharged_patient_leaves_nothing_open_and_the_device_serves_no_bed()
    {
        await Monitor.Frame();
        await Monitor.Alert("a1");
        var id = (await BedAsync(b => b.Alarms is [{ Decision: not null }])).Alarms[0].Id;

        (await Host.Associations.UnbindAsync("bed-1", "nurse", Stop)).ShouldBeTrue();

        (await Monitor.Frame()).Reason.ShouldBe(RefusalReason.NotBound);
        (await Patients.SnapshotAsync("bed-1", Stop)).ShouldBeNull();
        await UntilAsync(() => Book(id) is { EndedAt: not null, AcknowledgedBy: "nurse" });
    }

    [Fact]
    public async Task A_patient_who_is_bound_to_a_second_bed_has_left_the_first()
    {
        await Monitor.Frame();
        await Host.Associations.BindAsync(Bound("monitor-2", "bed-2"), Stop);

        await BedAsync(b => b.Association.Device == "monitor-2", "bed-2");
        (await Patients.SnapshotAsync("bed-1", Stop)).ShouldBeNull();
        Records.Associations.ShouldHaveSingleItem().Bed.ShouldBe("bed-2");
        (await Monitor.Frame()).Reason.ShouldBe(RefusalReason.NotBound);
    }

    [Fact]
    public async Task A_new_life_knows_what_is_paused_or_off()
    {
        await Monitor.Frame();
        // Not a pause: an engine's life may take longer to end than a pause lasts.
        var hidden = new PatientCommand.Inactivate(
            "nurse",
            AlarmKind.Desaturation,
            AlarmInactivationState.AlarmOff,
            Reason: "cyanotic heart defect"
        );
        (await Patients.TakeAsync("bed-1", hidden, Stop)).ShouldBe(CommandOutcome.Success);
        var off = new PatientCommand.Inactivate(
            "nurse",
            AlarmKind.AtrialFibrillation,
            AlarmInactivationState.AudioOff,
            Reason: "chronic"
        );
        (await Patients.TakeAsync("bed-1", off, Stop)).ShouldBe(CommandOutcome.Success);
        var before = (await BedAsync(b => b.Inactive.Length == 2)).Inactive;

        await Host.ForgetAsync(Patient);
        await Monitor.Frame();

        (await BedAsync(b => b.FramesAccepted == 1)).Inactive.ShouldBe(before);
        (
            await Patients.TakeAsync("bed-1", new PatientCommand.Reactivate("nurse", AlarmKind.Desaturation), Stop)
        ).ShouldBe(CommandOutcome.Success);
        (await BedAsync(b => b.Inactive.Length == 1)).Inactive[0].Reason.ShouldBe("chronic");
    }

    [Fact]
    public async Task An_alarm_outlives_records_that_fail_and_is_written_once_they_work()
    {
        await Monitor.Frame();
        Records.Failure = new IOException("the disk is full");
        // Not awaited: a guaranteed alert is answered once the records hold it, or once the device gives up.
        var answer = Monitor.Alert("a1").AsTask();
        var alarm = (await BedAsync(b => b.Alarms is [{ Decision: not null }])).Alarms[0];
        Book(alarm.Id).ShouldBeNull();

        Records.Failure = null;
        Clock.Leap(TimeSpan.FromSeconds(2));

        await UntilAsync(() => Book(alarm.Id)?.Decision is not null);
        (await answer).ShouldBe(Refusal.None);
        Records.Alarms.Keys.Where(k => k.Contains("a1", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    protected DeviceAssociation Bound(string device, string bed, string patient = Patient) =>
        new(device, "icu", bed, patient, "Ada Example", AgeBand.Adult, false, Clock.GetUtcNow());

    protected Alarm? Book(string id) => Records.Alarms.GetValueOrDefault(id);

    /// <summary>The bed once it is as awaited; fails with what it was at last.</summary>
    protected async Task<PatientSnapshot> BedAsync(Func<PatientSnapshot, bool> awaited, string bed = "bed-1")
    {
        PatientSnapshot? seen = null;
        await UntilAsync(
            async () => (seen = await Patients.SnapshotAsync(bed, Stop)) is not null && awaited(seen),
            () => $"{seen}"
        );
        return seen!;
    }

    protected Task UntilAsync(Func<bool> awaited) => UntilAsync(() => Task.FromResult(awaited()), () => "");

    /// <summary>Asks again until it is so; the patience is for a loaded machine, no promise.</summary>
    private async Task UntilAsync(Func<Task<bool>> awaited, Func<string> seen)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await awaited())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"It never came: {seen()}");
            await Task.Delay(20, Stop);
        }
    }
}
