using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Server.Devices;
using WardGrid.Server.Engine;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Synthesis;
using WardGrid.Tests.Patients;

namespace WardGrid.Tests.Server;

/// <summary>The engine, with real patients on a clock that stands.</summary>
public sealed class InProcessPatientsTests : IWardObserver
{
    private readonly HandClock _clock = new();
    private readonly RecordsInMemory _records = new();
    private readonly RefusalLogs _refusals = new();
    private readonly WardRoster _ward = new(NullLogger<WardRoster>.Instance);
    private readonly List<string> _asked = [];
    private readonly List<string> _gone = [];
    private InProcessPatients _patients;
    private Action? _onChange;

    public InProcessPatientsTests()
    {
        _patients = Engine();
        _ward.Subscribe(this);
    }

    [Fact]
    public async Task A_bound_bed_is_seen_before_its_first_message_and_its_frames_reach_the_ward()
    {
        await Bind("monitor-1", "bed-1");
        _ward.Beds.ShouldHaveSingleItem().Connected.ShouldBeFalse();

        await Play("monitor-1", 5);

        _ward.Find("bed-1")!.Connected.ShouldBeTrue();
        _ward.Find("bed-1")!.FramesAccepted.ShouldBe(20);
        (await _patients.RecentAsync("bed-1", 60, default))!.Channels.Length.ShouldBe(5);
    }

    [Fact]
    public async Task A_device_that_is_bound_to_no_bed_is_refused() =>
        (await Send("monitor-9", MessageKind.Birth, [])).Reason.ShouldBe(RefusalReason.NotBound);

    [Fact]
    public async Task A_full_mailbox_refuses_what_nobody_waits_for_counted_and_holds_back_what_somebody_does()
    {
        await Bind("monitor-1", "bed-1");
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        _onChange = () =>
        {
            entered.TrySetResult();
            gate.Task.Wait(TestContext.Current.CancellationToken);
        };
        _clock.Move(TimeSpan.FromSeconds(1));
        _ = Send("monitor-1", MessageKind.Birth, Birth());
        await entered.Task;
        _onChange = null;

        for (var i = 0; i < PatientMailbox.Capacity; i++)
            (await Send("monitor-1", MessageKind.Wave, [], guaranteed: false)).IsRefused.ShouldBeFalse();
        (await Send("monitor-1", MessageKind.Wave, [], guaranteed: false)).Reason.ShouldBe(RefusalReason.MailboxFull);
        var held = Send("monitor-1", MessageKind.Wave, []);
        held.IsCompleted.ShouldBeFalse();
        _refusals.Of("monitor-1").Counts[RefusalReason.MailboxFull].ShouldBe(1);

        gate.SetResult();
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
        CrashOnWave = () => !crashed && (crashed = true);

        await Play("monitor-1", 6, from: 5);
        await Play("monitor-2", 6, from: 5);

        crashed.ShouldBeTrue();
        _refusals.Of("monitor-1").Counts[RefusalReason.AnalysisFailed].ShouldBe(1);
        _ward.Find("bed-1")!.Connected.ShouldBeTrue();
        _ward.Find("bed-2")!.FramesAccepted.ShouldBe(24);
    }

    [Fact]
    public async Task An_idle_patient_lets_go_of_its_windows_and_lives_again_with_the_next_frame()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 5);
        (await Send("monitor-1", MessageKind.Alert, Alert("a-1"))).IsRefused.ShouldBeFalse();
        _clock.Move(TimeSpan.FromSeconds(3));
        _patients.PassTime(TimeSpan.Zero);
        _clock.Move(PatientMailbox.IdleAfter);
        await Patience.UntilAsync(() => _patients.Awake == 0, () =>
        {
            _patients.PassTime(TimeSpan.Zero);
            return Task.CompletedTask;
        });

        (await _patients.RecentAsync("bed-1", 60, default)).ShouldBeNull();
        _ward.Find("bed-1")!.Connected.ShouldBeFalse();

        await Play("monitor-1", 6, from: 5);

        _ward.Find("bed-1")!.Connected.ShouldBeTrue();
        _ward.Find("bed-1")!.Alarms.ShouldContain(a => a.Kind == AlarmKind.VentricularTachycardia);
    }

    [Fact]
    public async Task A_device_that_moves_takes_the_old_bed_off_the_ward()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 2);
        await Bind("monitor-1", "bed-2", "p-new");

        _gone.ShouldBe(["bed-1"]);
        _ward.Beds.ShouldHaveSingleItem().Bed.ShouldBe("bed-2");
        (await _patients.RecentAsync("bed-2", 60, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_restart_brings_back_beds_alarms_and_what_was_acknowledged()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 5);
        await Send("monitor-1", MessageKind.Alert, Alert("a-1"));
        var alarm = _ward.Find("bed-1")!.Alarms.Single();
        (await _patients.TakeAsync("bed-1", new PatientCommand.Acknowledge("nurse", alarm.Id), default)).ShouldBe(CommandOutcome.Success);
        await _patients.CloseAsync();

        _patients = Engine();
        await _patients.OpenAsync(default);

        _ward.Find("bed-1")!.Alarms.ShouldHaveSingleItem().AcknowledgedBy.ShouldBe("nurse");
    }

    [Fact]
    public async Task A_discharge_leaves_no_alarm_open()
    {
        await Bind("monitor-1", "bed-1");
        await Play("monitor-1", 5);
        await Send("monitor-1", MessageKind.Alert, Alert("a-1"));

        (await _patients.UnbindAsync("bed-1", "nurse", default)).ShouldBeTrue();

        _gone.ShouldBe(["bed-1"]);
        _records.Alarms.Values.ShouldAllBe(a => a.EndedAt != null);
        (await _patients.UnbindAsync("bed-1", "nurse", default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Samples_without_birth_make_the_ward_ask_for_it()
    {
        await Bind("monitor-1", "bed-1");
        Commands.Heard(new("site", "icu", "monitor-1", MessageKind.Wave), (topic, _) => _asked.Add(topic));
        var payload = new ArrayBufferWriter<byte>();
        WaveFrameWriter.WriteHeader(payload, 1, 1, 1, 0);

        await Send("monitor-1", MessageKind.Wave, payload.WrittenSpan.ToArray());
        await Send("monitor-1", MessageKind.Wave, payload.WrittenSpan.ToArray());

        _asked.ShouldBe(["wg/v1/site/icu/monitor-1/cmd"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_alert_is_acknowledged_once_it_is_durable_unless_acknowledged_samples_would_wait_behind_it(bool samplesAreAcknowledged)
    {
        await Bind("monitor-1", "bed-1");
        await Send("monitor-1", MessageKind.Birth, Birth());
        await Send("monitor-1", MessageKind.Wave, [], guaranteed: samplesAreAcknowledged);
        _records.Failure = new IOException("the disk is full");
        var answer = Send("monitor-1", MessageKind.Alert, Alert("a-1"));

        if (samplesAreAcknowledged)
        {
            await PassAsync(() => answer.IsCompleted);
        }
        else
        {
            var seconds = 0;
            await PassAsync(() => ++seconds > 30);
            answer.IsCompleted.ShouldBeFalse();
            _records.Alarms.ShouldBeEmpty();
            _records.Failure = null;
            await PassAsync(() => answer.IsCompleted);
            _records.Alarms.ShouldNotBeEmpty();
        }

        (await answer).ShouldBe(Refusal.None);

        // Second by second, each of them with a turn of the patient.
        async Task PassAsync(Func<bool> done)
        {
            while (!done())
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                _clock.Move(TimeSpan.FromSeconds(1));
                _patients.PassTime(TimeSpan.Zero);
                await _patients.RecentAsync("bed-1", 1, TestContext.Current.CancellationToken);
                await Task.Yield();
            }
        }
    }

    private Func<bool>? CrashOnWave { get; set; }

    private DeviceCommands Commands => field ??= new(_clock);

    void IWardObserver.Changed(PatientSnapshot bed) => _onChange?.Invoke();

    void IWardObserver.Gone(string bed) => _gone.Add(bed);

    void IWardObserver.Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame)
    {
    }

    private InProcessPatients Engine() => new(
        _records, new(_records, _records, _records, null, PatientCare.UsualModelDeadline, SuppressionModes.AllShadow, new FallibleWard(_ward, () => CrashOnWave?.Invoke() == true), _clock),
        _ward, _refusals, Commands, NullLogger<InProcessPatients>.Instance);

    private Task Bind(string device, string bed, string? patient = null) =>
        _patients.BindAsync(new(device, "icu", bed, patient ?? $"p-{bed}", "Ada Example", AgeBand.Adult, false, _clock.GetUtcNow()), default);

    private async Task Play(string device, double until, double from = 0)
    {
        var monitor = new SimulatedMonitor(1, Scenarios.Quiet, new(1, "Simulated", "1", SimulatedMonitor.UsualChannels), 1_700_000_000_000_000);
        var payload = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds <= until)
        {
            payload.ResetWrittenCount();
            var due = monitor.DueSeconds;
            var kind = monitor.Next(payload);
            if (due <= from && from > 0)
                continue;
            _clock.Move(TimeSpan.FromMilliseconds(kind == MessageKind.Wave ? 250 : 0));
            await Send(device, kind, payload.WrittenSpan.ToArray());
        }
    }

    private Task<Refusal> Send(string device, MessageKind kind, byte[] payload, bool guaranteed = true) => _patients.AcceptAsync(
        new() { Device = device, Kind = kind, Payload = payload, ReceivedAt = _clock.GetUtcNow(), Guaranteed = guaranteed }, default).AsTask();

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
    private sealed class FallibleWard(WardRoster ward, Func<bool> fails) : IWardObserver
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
}
