using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Server.Devices;
using WardGrid.Server.Telemetry;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Grains;

/// <summary>The patient inside one grain's activation: begun from its stored state, replaced, and ended.</summary>
/// <remarks>It is called within the grain's turns only.</remarks>
/// <param name="states">What grain storage keeps of the patient.</param>
internal sealed partial class ActivePatient(
    string patientId,
    GrainStates states,
    PatientDependencies dependencies,
    RefusalLogs refusals,
    ILogger log
)
{
    /// <summary>
    /// How long a patient that ends waits for the records; what they have not taken then waits in the stored state.
    /// </summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LastWordsPause = TimeSpan.FromMilliseconds(20);

    private Exception? _knownRecordFailure;

    /// <summary>The patient; null while no device is bound to it.</summary>
    public Patient? Current { get; private set; }

    /// <summary>
    /// The device's last minute, which came along from another silo; null where nothing did, and after the first frame.
    /// </summary>
    public DeviceStreamState? Migrated { get; set; }

    /// <summary>
    /// Accepts a device's message; where the analysis fails, the patient begins again from its state.
    /// </summary>
    public async Task<Refusal> AcceptAsync(MessageKind kind, byte[] payload, DateTimeOffset receivedAt)
    {
        if (Current is null)
            return new(RefusalReason.NotBound, $"no device is bound to patient {patientId}");
        Refusal refusal;
        try
        {
            refusal = await Current.AcceptAsync(kind, payload, receivedAt);
        }
        catch (Exception e)
        {
            return await BeginAgainAsync(e, kind, payload, receivedAt);
        }

        if (kind == MessageKind.Wave && !refusal.IsRefused && Migrated is { } migrated)
        {
            LogMigrated(log, patientId, (receivedAt - migrated.LastAt).TotalMilliseconds);
            Migrated = null;
        }

        if (kind == MessageKind.Birth && !refusal.IsRefused && !payload.AsSpan().SequenceEqual(states.Stored.Birth))
            states.Keep(payload, Current.Association.Device);
        LogRecordFailure();
        return refusal;
    }

    /// <summary>Lets time pass for a patient whose device says nothing.</summary>
    public async Task PassTimeAsync()
    {
        if (Current is not null)
            await Current.PassTimeAsync();
        LogRecordFailure();
    }

    /// <summary>Takes up an association in place of the one before; false where it is in force already.</summary>
    public async Task<bool> TakeUpAsync(DeviceAssociation? association)
    {
        var before = Current;
        if (before is not null && before.Association == association)
            return false;
        if (before is not null)
        {
            await SettleAsync(CancellationToken.None);
            await states.WriteAsync(s => s.Write(before.State));
            if (before.Association.Bed != association?.Bed)
                dependencies.Ward.Gone(before.Association.Bed);
        }

        Current = association is null ? null : await BeginAsync(association, await ReadStateAsync());
        return true;
    }

    /// <summary>Settles with the records and writes the state that the next activation begins from.</summary>
    public async Task EndAsync(CancellationToken stop)
    {
        if (Current is null)
            return;
        await SettleAsync(stop);
        await states.WriteAsync(s => s.Write(Current.State));
    }

    /// <remarks>
    /// A store in which no grain has written yet may hold what a WardGrid without grains kept of the patient.
    /// </remarks>
    private async Task<PatientState?> ReadStateAsync() =>
        states.Stored.Read()
        ?? await RecordsUnavailableException.ReadAsync(
            dependencies.States.LoadAsync(patientId, CancellationToken.None)
        );

    private async Task<Patient> BeginAsync(DeviceAssociation association, PatientState? earlier)
    {
        var patient =
            GoOn(association, earlier)
            ?? new(association, earlier, dependencies with { States = states }, refusals.Of(association.Device));
        if (states.Stored.Birth is { } birth && states.Stored.BirthOf == association.Device)
            await patient.AcceptAsync(MessageKind.Birth, birth, dependencies.Clock.GetUtcNow());
        return patient;
    }

    /// <summary>
    /// The patient that goes on with what came along; null where nothing did, or where it cannot be analysed.
    /// </summary>
    private Patient? GoOn(DeviceAssociation association, PatientState? earlier)
    {
        if (Migrated is not { } migrated || association.Device != states.Stored.BirthOf)
            return null;
        try
        {
            var own = dependencies with { States = states };
            return new(association, earlier, own, refusals.Of(association.Device), migrated);
        }
        catch (Exception e)
        {
            LogNotRecalled(log, e, patientId);
            return null;
        }
    }

    /// <summary>
    /// Ends the patient in whose turn the analysis failed and begins another from its state; an alert is given to that
    /// one, so that it is raised.
    /// </summary>
    private async Task<Refusal> BeginAgainAsync(Exception failure, MessageKind kind, byte[] payload, DateTimeOffset at)
    {
        var failed = Current!;
        EngineMetrics.TurnsFailed.Add(1);
        LogTurnFailed(log, failure, failed.Association.Bed, kind);
        var refusal = new Refusal(
            RefusalReason.AnalysisFailed,
            $"the analysis of this message failed ({failure.GetType().Name}); the log holds the details"
        );
        refusals.Of(failed.Association.Device).Add(at, kind, refusal, payload);
        Migrated = null;
        await SettleAsync(CancellationToken.None);
        Current = await BeginAsync(failed.Association, failed.State);
        return kind == MessageKind.Alert ? await Current.AcceptAsync(kind, payload, at) : refusal;
    }

    /// <summary>Lets the records take what was decided, batch after batch, for a while.</summary>
    private async Task SettleAsync(CancellationToken stop)
    {
        var patient = Current!;
        var beginning = dependencies.Clock.GetTimestamp();
        await patient.PassTimeAsync();
        while (
            (patient.Verifies || patient.Settled is not { IsCompletedSuccessfully: true, Result: true })
            && !stop.IsCancellationRequested
            && dependencies.Clock.GetElapsedTime(beginning) < LastWords
        )
        {
            await Task.Delay(LastWordsPause, dependencies.Clock, CancellationToken.None);
            await patient.PassTimeAsync();
        }
    }

    /// <summary>Says once that the records fail, until they do not.</summary>
    private void LogRecordFailure()
    {
        var failure = Current?.RecordFailure;
        if (failure is not null && _knownRecordFailure is null)
            LogNotRecorded(log, failure, Current!.Association.Bed);
        _knownRecordFailure = failure;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Patient {PatientId} has moved here, and was without a frame for {Milliseconds:F0} ms."
    )]
    private static partial void LogMigrated(ILogger log, string patientId, double milliseconds);

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
}
