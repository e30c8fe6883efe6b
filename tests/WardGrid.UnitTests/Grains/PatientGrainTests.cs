using System.Buffers;
using Orleans;
using Orleans.Runtime;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Server.Devices;
using WardGrid.Server.Grains;
using WardGrid.Server.Placement;
using WardGrid.Server.Wards;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;
using WardGrid.UnitTests.Patients;

namespace WardGrid.UnitTests.Grains;

/// <summary>Real patients as grains of a server that is alone.</summary>
public sealed class PatientGrainTests : IAsyncLifetime, IWardObserver
{
    private static readonly AlarmLimits Limits = AlarmLimits.For(AgeBand.Adult) with { TachycardiaAbove = 131 };

    private readonly LeapingClock _clock = new();
    private readonly RecordsInMemory _records = new();
    private readonly List<string> _asked = [];
    private readonly List<string> _gone = [];
    private LoneSilo _silo = null!;
    private Action? _onChange;
    private Func<bool>? _crashOnWave;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RefusalLog Refusals => _silo.Of<RefusalLogs>().Of("monitor-1");

    public ValueTask InitializeAsync() => StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_bound_bed_is_seen_before_its_first_message_and_its_frames_reach_the_ward()
    {
        await Bind("monitor-1", "bed-1");
        _silo.View.Beds.ShouldHaveSingleItem().Connected.ShouldBeFalse();

        await Play("monitor-1", 5);

        _silo.View.Find("bed-1")!.Connected.ShouldBeTrue();
        _silo.View.Find("bed-1")!.FramesAccepted.ShouldBe(20);
        (await _silo.Patients.RecentAsync("bed-1", 60, Stop))!.Channels.Length.ShouldBe(5);
    }

    [Fact]
    public async Task A_device_of_which_too_much_waits_is_refused_counted_and_what_somebody_waits_for_is_held_back()
    {
        await Bind("monitor-1", "bed-1");
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        _onChange = () =>
        {
            entered.TrySetResult();
            gate.Task.Wait(Stop);
        };
        _clock.Leap(TimeSpan.FromSeconds(1));
        var first = Send("monitor-1", MessageKind.Birth, Birth());
        await entered.Task.WaitAsync(Stop);
        _onChange = null;

        Task<Refusal> held;
        try
        {
            for (var i = 1; i < DeviceLine.Capacity; i++)
                (await Send("monitor-1", MessageKind.Wave, [], guaranteed: false)).IsRefused.ShouldBeFalse();
            (await Send("monitor-1", MessageKind.Wave, [], guaranteed: false)).Reason.ShouldBe(
                RefusalReason.MailboxFull
            );
            held = Send("monitor-1", MessageKind.Wave, []);
            held.IsCompleted.ShouldBeFalse();
            first.IsCompleted.ShouldBeFalse("a message is acknowledged only after the patient's turn took it");
            Refusals.Counts[RefusalReason.MailboxFull].ShouldBe(1);
        }
        finally
        {
            gate.SetResult();
        }

        (await first).ShouldBe(Refusal.None);
        (await held).Reason.ShouldBe(RefusalReason.Malformed);
    }

    [Fact]
    public async Task A_turn_that_crashes_disturbs_no_other_bed_and_its_patient_goes_on()
    {
        await Bind("monitor-1", "bed-1");
        await Bind("monitor-2", "bed-2");
        await Play("monitor-1", 5);
        await Play("monitor-2", 5);
        var crashed = false;
        _crashOnWave = () => !crashed && (crashed = true);

        await Play("monitor-1", 6, from: 5);
        await Play("monitor-2", 6, from: 5);

        crashed.ShouldBeTrue();
        Refusals.Counts[RefusalReason.AnalysisFailed].ShouldBe(1);
        _silo.View.Find("bed-1")!.Connected.ShouldBeTrue();
        _silo.View.Find("bed-2")!.FramesAccepted.ShouldBe(24);
    }

    [Fact]
    public async Task A_view_that_fails_disturbs_neither_the_patient_nor_the_other_views()
    {
        await Bind("monitor-1", "bed-1");
        var seen = 0;
        _onChange = () => throw new InvalidOperationException("a view has a fault");
        _silo.View.Subscribe(new Seeing(() => seen++));

        await Play("monitor-1", 2);

        seen.ShouldBeGreaterThan(0);
        _silo.View.Find("bed-1")!.FramesAccepted.ShouldBe(8);
    }

    [Fact]
    public async Task A_bed_that_was_silent_for_long_is_given_back_but_not_while_a_pause_is_to_end()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 5);
        var grain = _silo.Grain("p-bed-1");
        _clock.Leap(TimeSpan.FromSeconds(601));
        await Eventually.UntilAsync(() => _silo.View.Find("bed-1")!.Alarms.Any(a => a.Kind == AlarmKind.NoData));
        await grain.SettleAsync();
        var kind = AlarmKind.AtrialFibrillation;
        var pause = new PatientCommand.Inactivate(
            "nurse",
            kind,
            AlarmInactivationState.AlarmPaused,
            TimeSpan.FromMinutes(2)
        );
        (await _silo.Patients.TakeAsync("bed-1", pause, Stop)).ShouldBe(CommandOutcome.Success);

        // The reminder is what calls it every minute; the test calls in its place. A new life would
        // have counted no frame.
        await grain.AsReference<IRemindable>().ReceiveReminder("silence", default);
        (await grain.SnapshotAsync())!.FramesAccepted.ShouldBe(20);

        _clock.Leap(TimeSpan.FromSeconds(121));
        await Eventually.UntilAsync(() => _silo.View.Find("bed-1")!.Inactive.IsEmpty);
        await grain.SettleAsync();
        var ended = _silo.Of<LocalPatients>().EndedAsync("p-bed-1");
        await grain.AsReference<IRemindable>().ReceiveReminder("silence", default);
        await ended.WaitAsync(TimeSpan.FromSeconds(60), Stop);

        _silo.View.Find("bed-1")!.Connected.ShouldBeFalse();
        await Play("monitor-1", 6, from: 5);
        _silo.View.Find("bed-1")!.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_device_that_moves_takes_the_old_bed_off_the_ward()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 2);
        await Bind("monitor-1", "bed-2", "p-new");

        _gone.ShouldBe(["bed-1"]);
        _silo.View.Beds.ShouldHaveSingleItem().Bed.ShouldBe("bed-2");
        (await _silo.Patients.RecentAsync("bed-2", 60, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_follows_on_a_bed_at_once_is_seen_there()
    {
        for (var i = 1; i <= 20; i++)
        {
            await Bind($"monitor-{i}", "bed-1", $"p-{i}");
            _silo.View.Beds.ShouldHaveSingleItem().Association.PatientId.ShouldBe($"p-{i}");
        }
    }

    [Fact]
    public async Task A_restart_brings_back_beds_alarms_and_what_was_acknowledged_before_anybody_asks()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 5);
        await Send("monitor-1", MessageKind.Alert, Alert("a-1"));
        var alarm = _silo.View.Find("bed-1")!.Alarms.Single();
        (await _silo.Patients.TakeAsync("bed-1", new PatientCommand.Acknowledge("nurse", alarm.Id), Stop)).ShouldBe(
            CommandOutcome.Success
        );

        await RestartAsync();

        _silo.View.Find("bed-1")!.Alarms.ShouldContain(a => a.Id == alarm.Id && a.AcknowledgedBy == "nurse");
    }

    [Fact]
    public async Task What_a_WardGrid_without_grains_kept_of_a_patient_is_taken_over_once()
    {
        await Bind("monitor-1", "bed-1");
        var pause = new PatientCommand.Inactivate(
            "nurse",
            AlarmKind.Desaturation,
            AlarmInactivationState.AlarmOff,
            Reason: "cyanotic heart defect"
        );
        await Play("monitor-1", 5);
        await Send("monitor-1", MessageKind.Alert, Alert("a-1"));
        await _silo.Patients.TakeAsync("bed-1", new PatientCommand.SetLimits("nurse", Limits), Stop);
        await _silo.Patients.TakeAsync("bed-1", pause, Stop);
        await _silo.DisposeAsync();
        // As it was kept then: by patient, in a table of its own.
        var grain = _records.GrainStates.ShouldHaveSingleItem();
        _records.States["p-bed-1"] = System
            .Text.Json.JsonSerializer.Deserialize<PatientGrainState>(grain.Value.Json)!
            .Read()!;
        _records.GrainStates.Clear();

        await StartAsync();
        var bed = _silo.View.Find("bed-1")!;
        bed.Limits.ShouldBe(Limits);
        bed.Alarms.ShouldContain(a => a.Origin == AlarmOrigin.Monitor);
        bed.Inactive.ShouldHaveSingleItem().Reason.ShouldBe("cyanotic heart defect");

        // From its first change on, what the grain keeps holds.
        var later = Limits with
        {
            BradycardiaBelow = 42,
        };
        await _silo.Patients.TakeAsync("bed-1", new PatientCommand.SetLimits("nurse", later), Stop);
        await RestartAsync();
        _silo.View.Find("bed-1")!.Limits.ShouldBe(later);
    }

    [Fact]
    public async Task A_discharge_leaves_no_alarm_open()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 5);
        await Send("monitor-1", MessageKind.Alert, Alert("a-1"));

        (await _silo.Associations.UnbindAsync("bed-1", "nurse", Stop)).ShouldBeTrue();

        _gone.ShouldBe(["bed-1"]);
        _records.Alarms.Values.ShouldAllBe(a => a.EndedAt != null);
        (await _silo.Associations.UnbindAsync("bed-1", "nurse", Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task Samples_without_birth_make_the_ward_ask_for_it()
    {
        await Bind("monitor-1", "bed-1");
        _silo
            .Of<DeviceCommands>()
            .Heard(new("site", "icu", "monitor-1", MessageKind.Wave), (topic, _) => _asked.Add(topic));
        var payload = new ArrayBufferWriter<byte>();
        WaveFrameWriter.WriteHeader(payload, 1, 1, 1, 0);

        await Send("monitor-1", MessageKind.Wave, payload.WrittenSpan.ToArray());
        await Send("monitor-1", MessageKind.Wave, payload.WrittenSpan.ToArray());

        _asked.ShouldBe(["wg/v1/site/icu/monitor-1/cmd"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_alert_is_acknowledged_once_it_is_durable_unless_acknowledged_samples_would_wait_behind_it(
        bool samplesAreAcknowledged
    )
    {
        await Bind("monitor-1", "bed-1");
        await Send("monitor-1", MessageKind.Birth, Birth());
        await Send("monitor-1", MessageKind.Wave, [], guaranteed: samplesAreAcknowledged);
        var before = _records.Failures;
        _records.Failure = new IOException("the disk is full");
        var answer = Send("monitor-1", MessageKind.Alert, Alert("a-1"));

        if (!samplesAreAcknowledged)
        {
            await Eventually.UntilAsync(() => _records.Failures > before + 5, LeapAsync);
            answer.IsCompleted.ShouldBeFalse();
            _records.Alarms.ShouldBeEmpty();
            _records.Failure = null;
        }

        await Eventually.UntilAsync(() => answer.IsCompleted, LeapAsync);
        (await answer).ShouldBe(Refusal.None);
        if (!samplesAreAcknowledged)
            _records.Alarms.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_store_that_does_not_answer_holds_up_neither_a_birth_nor_the_samples_after_it()
    {
        await Bind("monitor-1", "bed-1");
        var gate = new TaskCompletionSource();
        _records.Gate = gate.Task;

        await Play("monitor-1", 5).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        _silo.View.Find("bed-1")!.FramesAccepted.ShouldBe(20);

        gate.SetResult();
        await Eventually.UntilAsync(() =>
            _records.GrainStates.Values.Any(s => s.Json.Contains("\"BirthOf\":\"monitor-1\""))
        );
    }

    [Fact]
    public async Task A_patient_whose_life_is_to_begin_while_the_store_cannot_be_read_begins_it_once_it_can()
    {
        await Bind("monitor-1", "bed-1");
        await _silo.ForgetAsync("p-bed-1");
        var before = _records.Failures;
        _records.Failure = new IOException("the disk is full");

        (await Send("monitor-1", MessageKind.Wave, [], guaranteed: false)).IsRefused.ShouldBeFalse();
        var birth = Send("monitor-1", MessageKind.Birth, Birth());
        await Eventually.UntilAsync(() => _records.Failures > before + 2, LeapAsync);
        birth.IsCompleted.ShouldBeFalse($"{birth.Exception}");

        _records.Failure = null;
        (await birth).ShouldBe(Refusal.None);
    }

    [Fact]
    public async Task A_command_while_the_store_is_down_is_answered_once_and_leaves_one_entry_in_the_trail()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 5);
        _records.Failure = new IOException("the disk is full");

        var answer = await _silo.Patients.TakeAsync("bed-1", new PatientCommand.SetLimits("nurse", Limits), Stop);

        answer.Done.ShouldBeTrue();
        answer.Reason.ShouldContain("not recorded yet");
        (await _silo.Patients.SnapshotAsync("bed-1", Stop))!.Limits.ShouldBe(Limits);
        _records.Failure = null;
        await Eventually.UntilAsync(() => Changes() > 0, LeapAsync);
        await _silo.Grain("p-bed-1").SettleAsync();
        Changes().ShouldBe(1);
    }

    [Fact]
    public async Task A_command_that_comes_again_is_one_command_also_to_the_next_life()
    {
        await Bind("monitor-1", "bed-1");
        var order = PatientCommandMessage.From(new PatientCommand.SetLimits("nurse", Limits)) with { Id = "c-1" };

        (await _silo.Grain("p-bed-1").TakeAsync(order)).ShouldBe(CommandOutcome.Success);
        (await _silo.Grain("p-bed-1").TakeAsync(order)).ShouldBe(CommandOutcome.Success);
        await _silo.Grain("p-bed-1").SettleAsync();
        await RestartAsync();
        (await _silo.Grain("p-bed-1").TakeAsync(order)).ShouldBe(CommandOutcome.Success);
        await _silo.Grain("p-bed-1").SettleAsync();

        Changes().ShouldBe(1);
    }

    void IWardObserver.Changed(PatientSnapshot bed) => _onChange?.Invoke();

    void IWardObserver.Gone(string bed) => _gone.Add(bed);

    void IWardObserver.Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame) { }

    private int Changes() => _records.Trail.ToArray().Count(e => e.What == "limits.changed");

    private async Task LeapAsync()
    {
        _clock.Leap(TimeSpan.FromSeconds(1));
        await Task.Delay(20, Stop);
    }

    private async ValueTask StartAsync()
    {
        _silo = await LoneSilo.StartAsync(
            _records,
            _clock,
            ward => new FallibleWard(ward, () => _crashOnWave?.Invoke() == true)
        );
        _silo.View.Subscribe(this);
    }

    private async Task RestartAsync()
    {
        await _silo.DisposeAsync();
        await StartAsync();
    }

    private Task Bind(string device, string bed, string? patient = null) =>
        _silo.Associations.BindAsync(
            new(device, "icu", bed, patient ?? $"p-{bed}", "Ada Example", AgeBand.Adult, false, _clock.GetUtcNow()),
            Stop
        );

    private async Task Play(string device, double until, double from = 0)
    {
        var monitor = new SimulatedMonitor(
            1,
            Scenarios.Quiet,
            new(1, "Simulated", "1", SimulatedMonitor.UsualChannels),
            1_700_000_000_000_000
        );
        var payload = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds <= until)
        {
            payload.ResetWrittenCount();
            var due = monitor.DueSeconds;
            var kind = monitor.Next(payload);
            if (due <= from && from > 0)
                continue;
            if (kind == MessageKind.Wave)
                _clock.Leap(TimeSpan.FromMilliseconds(250));
            await Send(device, kind, payload.WrittenSpan.ToArray());
        }
    }

    private Task<Refusal> Send(string device, MessageKind kind, byte[] payload, bool guaranteed = true) =>
        _silo
            .Patients.AcceptAsync(
                new()
                {
                    Device = device,
                    Kind = kind,
                    Payload = payload,
                    ReceivedAt = _clock.GetUtcNow(),
                    Guaranteed = guaranteed,
                },
                Stop
            )
            .AsTask();

    private static byte[] Birth()
    {
        var payload = new ArrayBufferWriter<byte>();
        DeviceBirthJson.Write(payload, new(1, "Simulated", "1", SimulatedMonitor.UsualChannels));
        return payload.WrittenSpan.ToArray();
    }

    private static byte[] Alert(string id)
    {
        var payload = new ArrayBufferWriter<byte>();
        DeviceAlertJson.Write(payload, new(1, 1, id, AlertPhase.Start, "VT", "high", null, "*** V-TACH"));
        return payload.WrittenSpan.ToArray();
    }

    /// <summary>A ward whose view of a wave fails when told to.</summary>
    private sealed class FallibleWard(IWardObserver ward, Func<bool> fails) : IWardObserver
    {
        public void Changed(PatientSnapshot bed) => ward.Changed(bed);

        public void Gone(string bed) => ward.Gone(bed);

        public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame)
        {
            if (fails())
                throw new InvalidOperationException("the analysis has a fault");
            ward.Wave(bed, epoch, frame);
        }
    }

    private sealed class Seeing(Action see) : IWardObserver
    {
        public void Changed(PatientSnapshot bed) => see();

        public void Gone(string bed) { }

        public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame) { }
    }
}
