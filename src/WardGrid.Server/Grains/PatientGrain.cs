using Orleans.Runtime.Placement;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Server.Devices;
using WardGrid.Server.Hosting;
using WardGrid.Server.Placement;
using WardGrid.Server.Settings;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Grains;

/// <summary>
/// The shell of one patient: Orleans' turns, timer, reminder and storage around <see cref="Patient"/>.
/// </summary>
[DeviceAffinityPlacement]
public sealed partial class PatientGrain(
    [PersistentState("patient", ClusterNames.Storage)] IPersistentState<PatientGrainState> state,
    PatientDependencies dependencies,
    IDeviceRegister register,
    DeviceAssociationTable associations,
    RefusalLogs refusals,
    LocalPatients local,
    ILocalSiloDetails silo,
    ClusterSettings cluster,
    ILogger<PatientGrain> log
) : Grain, IPatientGrain, IRemindable, IGrainMigrationParticipant
{
    /// <summary>
    /// How often time passes for a patient whose device says nothing: what is late by that much is seen within the 2 s
    /// that the view promises.
    /// </summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How soon a bed is looked after whose activation ended with its silo and whose device says nothing; Orleans'
    /// shortest reminder.
    /// </summary>
    private static readonly TimeSpan SilenceWatch = TimeSpan.FromMinutes(1);

    /// <summary>How long a call waits for the records before its caller asks again.</summary>
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(2);

    /// <summary>What a patient that moves takes along; a silo of an older version does not ask for it.</summary>
    private const string StreamStateKey = "wardgrid.past";

    private GrainStates _states = null!;
    private ActivePatient _active = null!;
    private DeviceStreamState? _migrated;
    private long _lastMessage;
    private bool _hasReminder;
    private bool _awaitsVerdict;
    private IGrainTimer _timer = null!;
    private CancellationTokenSource? _leaving;

    private string PatientId => this.GetPrimaryKeyString();

    private Patient? Patient => _active.Current;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _states = new(state, TaskScheduler.Current, ActiveElsewhere, dependencies.Clock);
        _active = new(PatientId, _states, dependencies, refusals, log) { Migrated = _migrated };
        _lastMessage = dependencies.Clock.GetTimestamp();
        await TakeUpAsync(associations.OfPatient(PatientId) ?? await ReadAssociationAsync(cancellationToken));
        _leaving = CancellationTokenSource.CreateLinkedTokenSource(local.Closing);
        local.Begin(PatientId, moved: _migrated is not null);
        _timer = this.RegisterGrainTimer(
            PassTimeAsync,
            new GrainTimerCreationOptions(Tick, Tick) { Interleave = false }
        );
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            if (reason.ReasonCode != DeactivationReasonCode.ActivationFailed)
                await _active.EndAsync(cancellationToken);
        }
        catch (Exception e)
        {
            LogStateNotKept(log, e, reason.ReasonCode);
        }
        finally
        {
            _leaving?.Dispose();
            local.End(PatientId);
        }
    }

    /// <summary>
    /// The device's last minute is sent along with the state, so that quality, beats and alarms go on where they are.
    /// </summary>
    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (Patient?.StreamState is { } streamState)
            dehydrationContext.TryAddValue(StreamStateKey, streamState);
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext) =>
        rehydrationContext.TryGetValue(StreamStateKey, out _migrated);

    public async Task<Refusal> AcceptAsync(MessageKind kind, byte[] payload, DateTimeOffset receivedAt)
    {
        // Not an alert's: one that comes again until the records take it carries its first moment,
        // and lets no time pass.
        if (kind is MessageKind.Wave or MessageKind.Numerics)
            _lastMessage = dependencies.Clock.GetTimestamp();
        var refusal = await _active.AcceptAsync(kind, payload, receivedAt);
        AwaitVerdict();
        return refusal;
    }

    private void AwaitVerdict()
    {
        if (!_awaitsVerdict && Patient?.NextVerdict is { } verdict)
            _ = PassTimeAfterAsync(verdict);
    }

    /// <summary>
    /// Has a turn as soon as a verdict has come that the last turn could not wait for, so that it is shown before the
    /// next frame comes.
    /// </summary>
    private async Task PassTimeAfterAsync(Task verdict)
    {
        _awaitsVerdict = true;
        await verdict;
        _awaitsVerdict = false;
        if (Patient is { HasNewVerdict: true })
            _timer.Change(TimeSpan.Zero, Tick);
    }

    public async Task SettleAsync()
    {
        if (Patient is not { } patient)
            return;
        try
        {
            // A call that waits keeps the grain from leaving, and a grain that leaves has no turn in which to write: so
            // no wait is without an end.
            var leaving = _leaving?.Token ?? local.Closing;
            await patient.Verified.WaitAsync(SettleTimeout, dependencies.Clock, leaving);
            if (await patient.Settled.WaitAsync(SettleTimeout, dependencies.Clock, leaving))
                return;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            throw new RecordsUnavailableException("The records have not taken the decision yet.");
        }

        throw new RecordsUnavailableException(
            $"The records did not take the decision: {patient.RecordFailure?.Message}"
        );
    }

    public Task<CommandOutcome> TakeAsync(PatientCommandMessage order) => Task.FromResult(Take(order));

    public Task<PatientSnapshot?> SnapshotAsync() => Task.FromResult(Patient?.Snapshot());

    public Task<AlarmStrip?> RecentAsync(double seconds) => Task.FromResult(Patient?.Recent(seconds));

    /// <remarks>The call itself has activated the patient.</remarks>
    public Task WakeAsync() => Task.CompletedTask;

    public Task MoveAsync(SiloAddress leaving, SiloAddress to)
    {
        if (silo.SiloAddress.Equals(leaving))
        {
            _leaving?.Cancel();
            RequestContext.Set(IPlacementDirector.PlacementHintKey, to);
            MigrateOnIdle();
        }

        return Task.CompletedTask;
    }

    public async Task RebindAsync()
    {
        await TakeUpAsync(await ReadAssociationAsync(CancellationToken.None));
        if (Patient is null)
            DeactivateOnIdle();
    }

    /// <summary>
    /// Activates a patient whose activation ended with its silo, so that the silence of its bed is seen.
    /// </summary>
    /// <remarks>
    /// A bed that has long been silent, and is seen to be, needs no reminder: its memory is given back until its device
    /// speaks again.
    /// </remarks>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await PassTimeAsync(CancellationToken.None);
        var silence = dependencies.Clock.GetElapsedTime(_lastMessage);
        if (Patient is not { State: var kept } || silence < TimeSpan.FromSeconds(cluster.IdleSeconds))
            return;
        // A decision that waits for the records, and a pause that is to end, need somebody to see to them.
        if (!kept.Unrecorded.IsEmpty || kept.Inactive.Any(i => i.Until is not null))
            return;
        await ForgetReminderAsync();
        DeactivateOnIdle();
    }

    private CommandOutcome Take(PatientCommandMessage order)
    {
        if (Patient is null)
            return CommandOutcome.Refused("No device is bound to this bed.");
        if (state.State.Knows(order))
            return CommandOutcome.Success;
        if (order.ToCommand() is not { } command)
            return CommandOutcome.Refused(
                "This part of the cluster is of an older version and does not know the command; "
                    + "try again after the upgrade."
            );
        var outcome = Patient.Take(command);
        if (outcome.Done)
            state.State.Remember(order);
        return outcome;
    }

    private async Task<DeviceAssociation?> ReadAssociationAsync(CancellationToken stop) =>
        (await RecordsUnavailableException.ReadAsync(register.AssociationsAsync(stop)))
            .Where(b => b.PatientId == PatientId)
            .MaxBy(b => b.Since);

    private async Task TakeUpAsync(DeviceAssociation? association)
    {
        if (!await _active.TakeUpAsync(association) || association is not null)
            return;
        await ForgetReminderAsync();
        _hasReminder = false;
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(ClusterNames.SilenceReminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private async Task PassTimeAsync(CancellationToken stop)
    {
        // A change that this silo read from the register, should the call that made it have died on the way.
        if (associations.OfPatient(PatientId) is { } known && known != Patient?.Association)
            await TakeUpAsync(await ReadAssociationAsync(stop));
        // A turn between two frames would show the bed then, and the next frame, less than a view's interval later,
        // only with the one after it.
        if (dependencies.Clock.GetElapsedTime(_lastMessage) >= Tick || Patient is { HasNewVerdict: true })
            await _active.PassTimeAsync();
        AwaitVerdict();
        _states.KeepAgain();
        // Not before the first frame is answered: beds that move at once would all wait for these writes.
        if (Patient is not null && !_hasReminder)
        {
            await this.RegisterOrUpdateReminder(ClusterNames.SilenceReminder, SilenceWatch, SilenceWatch, stop);
            _hasReminder = true;
        }
    }

    private void ActiveElsewhere()
    {
        LogActiveElsewhere(log, PatientId);
        DeactivateOnIdle();
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The state of a patient could not be kept at the end of its activation ({Reason})."
    )]
    private static partial void LogStateNotKept(ILogger log, Exception e, DeactivationReasonCode reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Patient {PatientId} is active on another silo too and has written since: this activation ends."
    )]
    private static partial void LogActiveElsewhere(ILogger log, string patientId);
}
