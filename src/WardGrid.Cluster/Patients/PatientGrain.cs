using Orleans.Concurrency;
using WardGrid.Patients;
using WardGrid.Signals.Frames;

namespace WardGrid.Cluster.Patients;

/// <summary>The shell of one patient: Orleans' turns, timer, reminder and storage around <see cref="Patient"/>.</summary>
public sealed partial class PatientGrain(
    [PersistentState("patient", ClusterNames.Storage)] IPersistentState<PatientGrainState> state,
    PatientCare care, IDeviceRegister register, ClusterSettings cluster, TimeProvider clock, ILogger<PatientGrain> log) : Grain, IPatientGrain, IRemindable
{
    /// <summary>How often time passes for a patient whose device says nothing: what is late by that much is seen within the 2 s that the view promises.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>How soon a bed that fell silent is looked after once its memory was given back; Orleans' shortest reminder.</summary>
    private static readonly TimeSpan SilenceWatch = TimeSpan.FromMinutes(1);

    private Patient? _patient;
    private RefusalLog _refusals = new();

    public override async Task OnActivateAsync(CancellationToken stop)
    {
        await BindAsync(stop);
        this.RegisterGrainTimer(PassTimeAsync, new GrainTimerCreationOptions(Tick, Tick) { Interleave = false });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken stop)
    {
        if (_patient is null || reason.ReasonCode == DeactivationReasonCode.ActivationFailed)
            return;
        // What is on its way to the records may finish; what is not stays in the stored state and is tried again in the next life.
        await ((Task)_patient.Settled).WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        // Alone, the storage is this process's memory and goes with it.
        if (cluster.Alone && reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
            return;
        try
        {
            state.State.Write(_patient.State);
            await state.WriteStateAsync();
        }
        catch (Exception e)
        {
            LogStateNotKept(log, e, reason.ReasonCode);
        }
    }

    public async Task<Refusal> AcceptAsync(MessageKind kind, byte[] payload, DateTimeOffset receivedAt)
    {
        if (_patient is null)
            return NotBound();
        var refusal = await _patient.AcceptAsync(kind, payload, receivedAt);
        if (kind == MessageKind.Birth && !refusal.IsRefused && !payload.AsSpan().SequenceEqual(state.State.Birth))
        {
            (state.State.Birth, state.State.BirthOf) = (payload, _patient.Binding.Device);
            await state.WriteStateAsync();
        }

        return refusal;
    }

    public async Task SettleAsync()
    {
        if (_patient is not null && !await _patient.Settled)
            throw new RecordsUnavailableException($"The records did not take the decision: {_patient?.RecordFailure?.Message}");
    }

    public Task<CommandOutcome> TakeAsync(PatientOrder order) => Task.FromResult(
        _patient is null ? CommandOutcome.Refused("No device is bound to this bed.")
        : order.ToCommand() is { } command ? _patient.Take(command)
        : CommandOutcome.Refused("This part of the cluster is of an older version and does not know the command; try again after the upgrade."));

    public Task<PatientSnapshot?> SnapshotAsync() => Task.FromResult(_patient?.Snapshot());

    public Task<AlarmStrip?> RecentAsync(double seconds) => Task.FromResult(_patient?.Recent(seconds));

    public async Task RebindAsync()
    {
        var before = _patient?.Binding;
        await BindAsync(CancellationToken.None);
        if (before is not null && before.Bed != _patient?.Binding.Bed)
            care.Ward.Gone(before.Bed);
        if (_patient is null)
            DeactivateOnIdle();
    }

    /// <summary>A bed that fell silent long enough to be put away is woken, so that its silence is seen.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => PassTimeAsync(CancellationToken.None);

    private async Task BindAsync(CancellationToken stop)
    {
        var binding = (await register.BindingsAsync(stop)).FirstOrDefault(b => b.PatientId == this.GetPrimaryKeyString());
        if (binding is null)
        {
            _patient = null;
            if (await this.GetReminder(ClusterNames.SilenceReminder) is { } reminder)
                await this.UnregisterReminder(reminder);
            return;
        }

        if (_patient?.Binding == binding)
            return;
        if (_patient is not null)
            state.State.Write(_patient.State);
        _refusals = _patient?.Binding.Device == binding.Device ? _refusals : new();
        var states = new GrainStates(state, TaskScheduler.Current, Lost);
        _patient = new Patient(binding, state.State.Read(), care with { States = states }, _refusals);
        if (state.State.Birth is { } birth && state.State.BirthOf == binding.Device)
            await _patient.AcceptAsync(MessageKind.Birth, birth, clock.GetUtcNow());
        await this.RegisterOrUpdateReminder(ClusterNames.SilenceReminder, SilenceWatch, SilenceWatch);
    }

    private Task PassTimeAsync(CancellationToken stop) => _patient?.PassTimeAsync().AsTask() ?? Task.CompletedTask;

    private Refusal NotBound() => new(RefusalReason.NotBound, $"no device is bound to patient {this.GetPrimaryKeyString()}");

    private void Lost()
    {
        LogSecondLife(log, this.GetPrimaryKeyString());
        DeactivateOnIdle();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The state of a patient could not be kept at the end of its life ({Reason}).")]
    private static partial void LogStateNotKept(ILogger log, Exception e, DeactivationReasonCode reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Patient {PatientId} lives elsewhere too and has written since: this life ends.")]
    private static partial void LogSecondLife(ILogger log, string patientId);
}
