using Orleans.Runtime.Placement;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Server.Devices;
using WardGrid.Server.Hosting;
using WardGrid.Server.Placement;
using WardGrid.Server.Settings;
using WardGrid.Server.Telemetry;
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
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long an activation that ends waits for the records; what they have not taken then waits in the stored state.
    /// </summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LastWordsPause = TimeSpan.FromMilliseconds(20);

    /// <summary>What a patient that moves takes along; a silo of an older version does not ask for it.</summary>
    private const string StreamStateKey = "wardgrid.past";

    private GrainStates _states = null!;
    private Patient? _patient;
    private Exception? _knownRecordFailure;
    private long _lastMessage;
    private bool _isRemembered;
    private DeviceStreamState? _streamState;
    private CancellationTokenSource? _leaving;

    private string PatientId => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken stop)
    {
        _states = new(state, TaskScheduler.Current, Lost, dependencies.Clock);
        _lastMessage = dependencies.Clock.GetTimestamp();
        await TakeUpAsync(associations.OfPatient(PatientId) ?? await ReadAssociationAsync(stop));
        _leaving = CancellationTokenSource.CreateLinkedTokenSource(local.Closing);
        local.Begin(PatientId, moved: _streamState is not null);
        this.RegisterGrainTimer(PassTimeAsync, new GrainTimerCreationOptions(Tick, Tick) { Interleave = false });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken stop)
    {
        try
        {
            await EndAsync(reason, stop);
        }
        finally
        {
            _leaving?.Dispose();
            local.End(PatientId);
        }
    }

    /// <summary>
    /// The device's last minute goes along with the state, so that quality, beats and alarms go on where they are.
    /// </summary>
    public void OnDehydrate(IDehydrationContext context)
    {
        if (_patient?.StreamState is { } streamState)
            context.TryAddValue(StreamStateKey, streamState);
    }

    public void OnRehydrate(IRehydrationContext context) => context.TryGetValue(StreamStateKey, out _streamState);

    public async Task<Refusal> AcceptAsync(MessageKind kind, byte[] payload, DateTimeOffset receivedAt)
    {
        if (_patient is null)
            return new(RefusalReason.NotBound, $"no device is bound to patient {PatientId}");
        // Not an alert's: one that comes again until the records take it carries its first moment,
        // and lets no time pass.
        if (kind is MessageKind.Wave or MessageKind.Numerics)
            _lastMessage = dependencies.Clock.GetTimestamp();
        Refusal refusal;
        try
        {
            refusal = await _patient.AcceptAsync(kind, payload, receivedAt);
        }
        catch (Exception e)
        {
            return await BeginAnewAsync(e, kind, payload, receivedAt);
        }

        if (kind == MessageKind.Wave && !refusal.IsRefused && _streamState is { } streamState)
        {
            LogGoesOn(log, PatientId, (receivedAt - streamState.LastAt).TotalMilliseconds);
            _streamState = null;
        }

        if (kind == MessageKind.Birth && !refusal.IsRefused && !payload.AsSpan().SequenceEqual(state.State.Birth))
            _states.Keep(payload, _patient.Association.Device);
        LogRecordFailure(_patient);
        return refusal;
    }

    public async Task SettleAsync()
    {
        if (_patient is not { } patient)
            return;
        try
        {
            // A call that waits keeps the grain from leaving, and a grain that leaves has no turn in which to write: so
            // no wait is without an end.
            if (await patient.Settled.WaitAsync(SettlePatience, dependencies.Clock, _leaving?.Token ?? local.Closing))
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

    public Task<PatientSnapshot?> SnapshotAsync() => Task.FromResult(_patient?.Snapshot());

    public Task<AlarmStrip?> RecentAsync(double seconds) => Task.FromResult(_patient?.Recent(seconds));

    /// <remarks>The call itself has begun the activation.</remarks>
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
        if (_patient is null)
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
        if (
            _patient is null
            || dependencies.Clock.GetElapsedTime(_lastMessage) < TimeSpan.FromSeconds(cluster.IdleSeconds)
        )
            return;
        // A decision that waits for the records, and a pause that is to end, need somebody to see to them.
        if (_patient.State is not { Unrecorded.IsEmpty: true } kept || kept.Inactive.Any(i => i.Until is not null))
            return;
        await ForgetReminderAsync();
        DeactivateOnIdle();
    }

    private CommandOutcome Take(PatientCommandMessage order)
    {
        if (_patient is null)
            return CommandOutcome.Refused("No device is bound to this bed.");
        if (state.State.Knows(order))
            return CommandOutcome.Success;
        if (order.ToCommand() is not { } command)
            return CommandOutcome.Refused(
                "This part of the cluster is of an older version and does not know the command; try again after the upgrade."
            );
        var outcome = _patient.Take(command);
        if (outcome.Done)
            state.State.Remember(order);
        return outcome;
    }

    private async Task EndAsync(DeactivationReason reason, CancellationToken stop)
    {
        if (_patient is null || reason.ReasonCode == DeactivationReasonCode.ActivationFailed)
            return;
        await SettleBeforeEndAsync(stop);
        try
        {
            await _states.WriteAsync(s => s.Write(_patient.State));
        }
        catch (Exception e)
        {
            LogStateNotKept(log, e, reason.ReasonCode);
        }
    }

    /// <remarks>
    /// A store in which no grain has written yet may hold what a WardGrid without grains kept of the patient.
    /// </remarks>
    private async Task<PatientState?> ReadStateAsync() =>
        state.State.Read()
        ?? await RecordsUnavailableException.ReadAsync(
            dependencies.States.LoadAsync(PatientId, CancellationToken.None)
        );

    private async Task<DeviceAssociation?> ReadAssociationAsync(CancellationToken stop) =>
        (await RecordsUnavailableException.ReadAsync(register.AssociationsAsync(stop)))
            .Where(b => b.PatientId == PatientId)
            .MaxBy(b => b.Since);

    private async Task TakeUpAsync(DeviceAssociation? association)
    {
        var before = _patient;
        if (before is not null && before.Association == association)
            return;
        if (before is not null)
        {
            await SettleBeforeEndAsync(CancellationToken.None);
            await _states.WriteAsync(s => s.Write(before.State));
            if (before.Association.Bed != association?.Bed)
                dependencies.Ward.Gone(before.Association.Bed);
        }

        _patient = null;
        if (association is null)
        {
            await ForgetReminderAsync();
            _isRemembered = false;
            return;
        }

        await BeginAsync(association, await ReadStateAsync());
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(ClusterNames.SilenceReminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private async Task<Patient> BeginAsync(DeviceAssociation association, PatientState? earlier)
    {
        var patient =
            GoOn(association, earlier)
            ?? new(association, earlier, dependencies with { States = _states }, refusals.Of(association.Device));
        if (state.State.Birth is { } birth && state.State.BirthOf == association.Device)
            await patient.AcceptAsync(MessageKind.Birth, birth, dependencies.Clock.GetUtcNow());
        return _patient = patient;
    }

    /// <summary>
    /// The activation that goes on with what came along; null where nothing did, or where it cannot be analysed.
    /// </summary>
    private Patient? GoOn(DeviceAssociation association, PatientState? earlier)
    {
        try
        {
            return _streamState is { } streamState && association.Device == state.State.BirthOf
                ? new(
                    association,
                    earlier,
                    dependencies with
                    {
                        States = _states,
                    },
                    refusals.Of(association.Device),
                    streamState
                )
                : null;
        }
        catch (Exception e)
        {
            LogNotRecalled(log, e, PatientId);
            return null;
        }
    }

    /// <summary>
    /// Ends the activation in which a turn failed and begins another from its state; an alert is given to that one, so
    /// that it is raised.
    /// </summary>
    private async Task<Refusal> BeginAnewAsync(Exception failure, MessageKind kind, byte[] payload, DateTimeOffset at)
    {
        EngineMetrics.TurnsFailed.Add(1);
        LogTurnFailed(log, failure, _patient!.Association.Bed, kind);
        var refusal = new Refusal(
            RefusalReason.AnalysisFailed,
            $"the analysis of this message failed ({failure.GetType().Name}); the log holds the details"
        );
        refusals.Of(_patient.Association.Device).Add(at, kind, refusal, payload);
        _streamState = null;
        await SettleBeforeEndAsync(CancellationToken.None);
        var patient = await BeginAsync(_patient.Association, _patient.State);
        return kind == MessageKind.Alert ? await patient.AcceptAsync(kind, payload, at) : refusal;
    }

    private async Task PassTimeAsync(CancellationToken stop)
    {
        // A change that this silo read from the register, should the call that made it have died on the way.
        if (associations.OfPatient(PatientId) is { } known && known != _patient?.Association)
            await TakeUpAsync(await ReadAssociationAsync(stop));
        // A turn between two frames would show the bed then, and the next frame, less than a view's interval later,
        // only with the one after it.
        if (_patient is not null && dependencies.Clock.GetElapsedTime(_lastMessage) >= Tick)
            await _patient.PassTimeAsync();
        LogRecordFailure(_patient);
        _states.KeepAgain();
        // Not before the first frame is answered: beds that move at once would all wait for these writes.
        if (_patient is not null && !_isRemembered)
        {
            await this.RegisterOrUpdateReminder(ClusterNames.SilenceReminder, SilenceWatch, SilenceWatch);
            _isRemembered = true;
        }
    }

    /// <summary>Lets the records take what was decided, batch after batch, for a while.</summary>
    private async Task SettleBeforeEndAsync(CancellationToken stop)
    {
        var beginning = dependencies.Clock.GetTimestamp();
        await _patient!.PassTimeAsync();
        while (
            _patient.Settled is not { IsCompletedSuccessfully: true, Result: true }
            && !stop.IsCancellationRequested
            && dependencies.Clock.GetElapsedTime(beginning) < LastWords
        )
        {
            await Task.Delay(LastWordsPause, dependencies.Clock, CancellationToken.None);
            await _patient.PassTimeAsync();
        }
    }

    private void LogRecordFailure(Patient? patient)
    {
        var failure = patient?.RecordFailure;
        if (failure is not null && _knownRecordFailure is null)
            LogNotRecorded(log, failure, patient!.Association.Bed);
        _knownRecordFailure = failure;
    }

    private void Lost()
    {
        LogSecondLife(log, PatientId);
        DeactivateOnIdle();
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The state of a patient could not be kept at the end of its activation ({Reason})."
    )]
    private static partial void LogStateNotKept(ILogger log, Exception e, DeactivationReasonCode reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Patient {PatientId} has moved here, and was without a frame for {Milliseconds:F0} ms."
    )]
    private static partial void LogGoesOn(ILogger log, string patientId, double milliseconds);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The last minute of patient {PatientId} could not be taken up; the patient begins anew."
    )]
    private static partial void LogNotRecalled(ILogger log, Exception e, string patientId);

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn of bed {Bed} failed ({Kind}); its patient begins anew.")]
    private static partial void LogTurnFailed(ILogger log, Exception e, string bed, MessageKind kind);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The records of bed {Bed} could not be written; they are kept and tried again"
    )]
    private static partial void LogNotRecorded(ILogger log, Exception e, string bed);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Patient {PatientId} is active on another silo too and has written since: this activation ends."
    )]
    private static partial void LogSecondLife(ILogger log, string patientId);
}
