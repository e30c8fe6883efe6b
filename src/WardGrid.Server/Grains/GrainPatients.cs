using System.Collections.Concurrent;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Server.Devices;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Grains;

/// <summary>The patients as grains: finds the patient of a device or bed and calls it, wherever it lives.</summary>
/// <remarks>
/// What was in flight to a silo that died is called again: a guaranteed message (QoS 1 and 2) until it is accepted or
/// the caller gives up, anything else not at all, since the next frame is 250 ms away. A message that the dead silo had
/// already taken comes again with the same sequence number or alarm id, and the patient drops or joins it.
/// </remarks>
public sealed class GrainPatients(
    IGrainFactory grains,
    DeviceAssociationTable associations,
    DeviceCommands commands,
    RefusalLogs refusals,
    TimeProvider clock,
    ILogger<GrainPatients> log
) : IPatients
{
    /// <summary>
    /// Pause before a call is made again: about what it takes to declare a dead silo dead, in a few steps.
    /// </summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a person waits for a patient who cannot be reached: longer than it takes until a lost silo's patients
    /// live elsewhere.
    /// </summary>
    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(15);

    // Orleans finds the interface anew at every GetGrain, and a reference costs nothing to keep.
    private readonly ConcurrentDictionary<string, IPatientGrain> _patients = new();
    private readonly ConcurrentDictionary<string, DeviceLine> _lines = new();

    public ValueTask<Refusal> AcceptAsync(in DeviceMessage message, CancellationToken stop)
    {
        if (associations.OfDevice(message.Device) is not { } association)
            return new(new Refusal(RefusalReason.NotBound, $"device {message.Device} is bound to no bed"));
        var line = _lines.GetOrAdd(message.Device, static _ => new());
        if (message.Kind == MessageKind.Wave)
            line.AcknowledgesSamples = message.Guaranteed;
        if (message.Guaranteed)
            return AcceptGuaranteedAsync(
                line,
                association,
                message.Kind,
                message.Payload.ToArray(),
                message.ReceivedAt,
                stop
            );
        if (!line.TryEnter())
            return new(Refuse(message, DeviceLine.Full));
        var accepted = Of(association).AcceptAsync(message.Kind, message.Payload.ToArray(), message.ReceivedAt);
        _ = FollowAsync(line, association, accepted);
        return new(Refusal.None);
    }

    public async ValueTask<CommandOutcome> TakeAsync(string bed, PatientCommand command, CancellationToken stop)
    {
        if (associations.OfBed(bed) is not { } association)
            return CommandOutcome.Refused($"No patient is bound to bed {bed}.");
        var grain = Of(association);
        // One name for all attempts, so that a patient who has taken the command already gives the same answer and does
        // nothing twice.
        var order = PatientCommandMessage.From(command) with
        {
            Id = $"{Guid.NewGuid():N}",
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(CommandPatience);
        try
        {
            return await AgainAsync(() => TakeAsync(grain, order), patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return CommandOutcome.Refused($"Bed {bed} does not answer. Look at what it shows before you try again.");
        }
    }

    public async ValueTask<PatientSnapshot?> SnapshotAsync(string bed, CancellationToken stop) =>
        associations.OfBed(bed) is { } association
            ? await AgainAsync(() => Of(association).SnapshotAsync(), stop)
            : null;

    public async ValueTask<AlarmStrip?> RecentAsync(string bed, double seconds, CancellationToken stop) =>
        associations.OfBed(bed) is { } association
            ? await AgainAsync(() => Of(association).RecentAsync(seconds), stop)
            : null;

    /// <summary>
    /// A silo died, moved the patient or was too slow to answer, or the store could not be read: the same call may
    /// succeed later.
    /// </summary>
    internal static bool IsPassing(Exception e) =>
        e is OrleansException or TimeoutException or RecordsUnavailableException;

    private static async Task<CommandOutcome> TakeAsync(IPatientGrain grain, PatientCommandMessage order)
    {
        var outcome = await grain.TakeAsync(order);
        if (!outcome.Done)
            return outcome;
        try
        {
            await grain.SettleAsync();
            return outcome;
        }
        catch (RecordsUnavailableException)
        {
            return new(true, "It is done and shown, but not recorded yet: WardGrid keeps trying.");
        }
    }

    private async ValueTask<Refusal> AcceptGuaranteedAsync(
        DeviceLine line,
        DeviceAssociation association,
        MessageKind kind,
        byte[] payload,
        DateTimeOffset receivedAt,
        CancellationToken stop
    )
    {
        var grain = Of(association);
        while (true)
        {
            try
            {
                var refusal = await line.PassAsync(() => grain.AcceptAsync(kind, payload, receivedAt), stop);
                AskForBirthAfter(refusal, association);
                if (kind == MessageKind.Alert && !refusal.IsRefused)
                    await DurableAsync(grain, line);
                return refusal;
            }
            catch (Exception e) when (IsPassing(e))
            {
                await Task.Delay(RetryPause, clock, stop);
            }
        }
    }

    /// <summary>
    /// Completes once the records hold what the patient has decided, so that a device sends again what this process
    /// might lose.
    /// </summary>
    /// <remarks>
    /// MQTT acknowledges in the order of arrival (4.6): of a device whose samples are acknowledged too, a longer wait
    /// would hold up the samples behind the alert. The ward never waits for the records.
    /// </remarks>
    private static async Task DurableAsync(IPatientGrain grain, DeviceLine line)
    {
        try
        {
            await grain.SettleAsync();
        }
        catch (RecordsUnavailableException) when (line.AcknowledgesSamples) { }
    }

    private async Task FollowAsync(DeviceLine line, DeviceAssociation association, Task<Refusal> accepted)
    {
        try
        {
            AskForBirthAfter(await accepted, association);
            line.Reached();
        }
        catch (Exception e)
        {
            line.Lost(log, e, association);
        }
        finally
        {
            line.Leave();
        }
    }

    private void AskForBirthAfter(Refusal refusal, DeviceAssociation association)
    {
        if (refusal.Reason is RefusalReason.NoBirth or RefusalReason.WrongEpoch)
            commands.AskForBirth(association.Device);
    }

    private Refusal Refuse(in DeviceMessage message, Refusal refusal)
    {
        refusals.Of(message.Device).Add(message.ReceivedAt, message.Kind, refusal, message.Payload);
        PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason.ToString()));
        return refusal;
    }

    private IPatientGrain Of(DeviceAssociation association) =>
        _patients.GetOrAdd(association.PatientId, static (id, all) => all.GetGrain<IPatientGrain>(id), grains);

    private async Task<T> AgainAsync<T>(Func<Task<T>> call, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (IsPassing(e))
            {
                await Task.Delay(RetryPause, clock, stop);
            }
        }
    }
}
