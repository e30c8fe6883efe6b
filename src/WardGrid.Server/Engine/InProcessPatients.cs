using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Server.Devices;
using WardGrid.Signals.Frames;

namespace WardGrid.Server.Engine;

/// <summary>All patients of one machine, each in its own mailbox, found by device and by bed.</summary>
public sealed class InProcessPatients(
    IDeviceRegister register, PatientCare care, WardRoster ward, RefusalLogs refusals, DeviceCommands commands, ILogger<InProcessPatients> log) : IPatients, ISeating
{
    private static readonly Refusal NotBound = new(RefusalReason.NotBound, "the device is bound to no bed");

    private readonly ConcurrentDictionary<string, PatientMailbox> _byDevice = new();
    private readonly ConcurrentDictionary<string, PatientMailbox> _byBed = new();
    private readonly SemaphoreSlim _moving = new(1);

    /// <summary>Takes up the bindings in force, so that the ward is seen before the first message comes.</summary>
    public async Task OpenAsync(CancellationToken stop)
    {
        foreach (var binding in await register.BindingsAsync(stop))
            Seat(binding, await care.States.LoadAsync(binding.PatientId, stop));
        log.LogInformation("{Beds} beds are bound", _byBed.Count);
    }

    public bool IsBound(string device) => _byDevice.ContainsKey(device);

    /// <summary>Patients that hold their windows now; the others are idle.</summary>
    public int Awake => _byBed.Values.Count(mailbox => mailbox.IsAwake);

    public string? BedOf(string device) => _byDevice.GetValueOrDefault(device)?.Binding.Bed;

    public Binding? BindingOf(string bed) => _byBed.GetValueOrDefault(bed)?.Binding;

    public ValueTask<Refusal> AcceptAsync(in DeviceMessage message, CancellationToken stop) =>
        _byDevice.TryGetValue(message.Device, out var mailbox) ? mailbox.AcceptAsync(message, stop) : new(NotBound);

    public async ValueTask<CommandOutcome> TakeAsync(string bed, PatientCommand command, CancellationToken stop)
    {
        if (!_byBed.TryGetValue(bed, out var mailbox))
            return CommandOutcome.Refused($"No patient is bound to bed {bed}.");
        var (outcome, settled) = await mailbox.AskAsync(patient => (patient.Take(command), patient.Settled), stop);
        if (!outcome.Done)
            return outcome;
        var recorded = await Task.WhenAny(settled, Task.Delay(RecordWait, care.Clock, stop)) == settled && await settled;
        return recorded ? outcome : new(true, "It is done and shown, but not recorded yet: WardGrid keeps trying.");
    }

    public ValueTask<PatientSnapshot?> SnapshotAsync(string bed, CancellationToken stop) => new(ward.Find(bed));

    public async ValueTask<AlarmStrip?> RecentAsync(string bed, double seconds, CancellationToken stop) =>
        _byBed.TryGetValue(bed, out var mailbox) && mailbox.IsAwake ? await mailbox.AskAsync(patient => patient.Recent(seconds), stop) : null;

    /// <summary>Binds a device to a bed and patient, durably and then on the ward.</summary>
    public async Task BindAsync(Binding binding, CancellationToken stop)
    {
        await _moving.WaitAsync(stop);
        try
        {
            await register.BindAsync(binding, stop);
            PatientState? carried = null;
            foreach (var mailbox in _byBed.Values.Where(m => m.Binding.Device == binding.Device || m.Binding.Bed == binding.Bed || m.Binding.PatientId == binding.PatientId))
            {
                var state = await UnseatAsync(mailbox);
                carried = mailbox.Binding.PatientId == binding.PatientId ? state : carried;
            }

            Seat(binding, carried ?? await care.States.LoadAsync(binding.PatientId, stop));
        }
        finally
        {
            _moving.Release();
        }
    }

    /// <summary>Discharges a bed; false where nobody is bound to it.</summary>
    public async Task<bool> UnbindAsync(string bed, string by, CancellationToken stop)
    {
        await _moving.WaitAsync(stop);
        try
        {
            if (!_byBed.TryGetValue(bed, out var mailbox))
                return false;
            await register.UnbindAsync(bed, care.Clock.GetUtcNow(), stop);
            await mailbox.AskAsync(patient => patient.Take(new PatientCommand.Discharge(by)), stop);
            await UnseatAsync(mailbox);
            return true;
        }
        finally
        {
            _moving.Release();
        }
    }

    /// <summary>Lets time pass for every patient that has been quiet.</summary>
    public void PassTime(TimeSpan quiet)
    {
        foreach (var (_, mailbox) in _byBed)
            mailbox.PassTime(quiet);
    }

    /// <summary>Ends every patient's life, once the records hold what it decided.</summary>
    public async Task CloseAsync() => await Task.WhenAll(_byBed.Values.Select(mailbox => mailbox.CloseAsync()));

    private static readonly TimeSpan RecordWait = TimeSpan.FromSeconds(2);

    private void Seat(Binding binding, PatientState? state) =>
        _byDevice[binding.Device] = _byBed[binding.Bed] = new(binding, state, care, refusals.Of(binding.Device), commands.AskForBirth, log);

    private async Task<PatientState?> UnseatAsync(PatientMailbox mailbox)
    {
        _byDevice.TryRemove(new(mailbox.Binding.Device, mailbox));
        _byBed.TryRemove(new(mailbox.Binding.Bed, mailbox));
        var state = await mailbox.CloseAsync();
        ward.Gone(mailbox.Binding.Bed);
        return state;
    }
}
