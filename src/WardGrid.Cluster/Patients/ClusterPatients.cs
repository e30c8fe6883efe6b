using System.Collections.Concurrent;
using WardGrid.Patients;
using WardGrid.Server.Devices;
using WardGrid.Signals.Frames;

namespace WardGrid.Cluster.Patients;

/// <summary>The hospital's patients as grains: finds the patient of a device or bed and calls it, wherever it lives.</summary>
/// <remarks>
/// What was in flight to a silo that died is called again: a guaranteed message (QoS 1 and 2) until it is accepted or the caller gives up,
/// anything else not at all, since the next frame is 250 ms away. A message that the dead silo had already taken comes again with the same
/// sequence number or alarm id, and the patient drops or joins it.
/// </remarks>
public sealed class ClusterPatients(IGrainFactory grains, BindingTable bindings, DeviceCommands commands, TimeProvider clock) : IPatients
{
    /// <summary>Pause before a call is made again: about what it takes to declare a dead silo dead, in a few steps.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    // Orleans finds the interface anew at every GetGrain, and a reference costs nothing to keep.
    private readonly ConcurrentDictionary<string, IPatientGrain> _patients = new();

    public ValueTask<Refusal> AcceptAsync(in DeviceMessage message, CancellationToken stop) =>
        bindings.OfDevice(message.Device) is { } binding
            ? AcceptAsync(binding, message.Kind, message.Payload.ToArray(), message.ReceivedAt, message.Guaranteed, stop)
            : new(new Refusal(RefusalReason.NotBound, $"device {message.Device} is bound to no bed"));

    private async ValueTask<Refusal> AcceptAsync(
        Binding binding, MessageKind kind, byte[] payload, DateTimeOffset receivedAt, bool guaranteed, CancellationToken stop)
    {
        var grain = Of(binding);
        while (true)
        {
            try
            {
                var refusal = await grain.AcceptAsync(kind, payload, receivedAt);
                if (refusal.Reason is RefusalReason.NoBirth or RefusalReason.WrongEpoch)
                    commands.AskForBirth(binding.Device);
                if (guaranteed && kind == MessageKind.Alert && !refusal.IsRefused)
                    await grain.SettleAsync();
                return refusal;
            }
            catch (Exception e) when (IsPassing(e))
            {
                if (!guaranteed)
                    return new(RefusalReason.MailboxFull, $"the silo of patient {binding.PatientId} could not be reached; the patient moves to another");
                await Task.Delay(RetryPause, clock, stop);
            }
        }
    }

    public async ValueTask<CommandOutcome> TakeAsync(string bed, PatientCommand command, CancellationToken stop)
    {
        if (bindings.OfBed(bed) is not { } binding)
            return CommandOutcome.Refused($"No device is bound to bed {bed}.");
        var grain = Of(binding);
        var order = PatientOrder.From(command);
        return await AgainAsync(async () =>
        {
            var outcome = await grain.TakeAsync(order);
            if (outcome.Done)
                await grain.SettleAsync();
            return outcome;
        }, stop);
    }

    public async ValueTask<PatientSnapshot?> SnapshotAsync(string bed, CancellationToken stop) => bindings.OfBed(bed) is { } binding
        ? await AgainAsync(() => Of(binding).SnapshotAsync(), stop) : null;

    public async ValueTask<AlarmStrip?> RecentAsync(string bed, double seconds, CancellationToken stop) => bindings.OfBed(bed) is { } binding
        ? await AgainAsync(() => Of(binding).RecentAsync(seconds), stop) : null;

    /// <summary>A silo died, moved the patient, or was too slow to answer: the same call may succeed elsewhere.</summary>
    internal static bool IsPassing(Exception e) =>
        e is SiloUnavailableException or OrleansMessageRejectionException or TimeoutException or RecordsUnavailableException;

    private IPatientGrain Of(Binding binding) => _patients.GetOrAdd(binding.PatientId, static (id, all) => all.GetGrain<IPatientGrain>(id), grains);

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
