using WardGrid.Cluster.Broker;

namespace WardGrid.Cluster.Patients;

/// <summary>Moves this silo's patients to the silos that will serve their devices, one by one, before the silo begins to leave.</summary>
/// <remarks>
/// A leaving silo ends all its grains at once, and each patient is dark until its state is written, its address given up and a frame has
/// begun its life elsewhere. A patient that moves takes its state and its address along, and its frames, which this silo goes on taking
/// from the broker, follow it.
/// </remarks>
public sealed partial class Handover(
    IClusterMembershipService membership, ILocalSiloDetails self, LivesHere lives, BindingTable bindings, IGrainFactory grains, TimeProvider clock,
    ILogger<Handover> log) : IHostedLifecycleService
{
    /// <summary>Patients that move at a time: each writes its state first, and one that waits for its turn is not dark.</summary>
    private const int AtOnce = 8;

    /// <summary>How long one patient may take; who has not moved by then goes with the silo.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task StoppingAsync(CancellationToken stop)
    {
        var others = membership.CurrentSnapshot.Members.Values
            .Where(m => m.Status == SiloStatus.Active && !m.SiloAddress.Equals(self.SiloAddress)).ToDictionary(m => m.SiloAddress.ToParsableString(), m => m.SiloAddress);
        if (others.Count == 0)
            return;
        var moving = lives.Patients.ToArray();
        var moved = 0;
        // A silo that is to stop at once leaves without, and is not kept from stopping by that.
        await Parallel.ForEachAsync(moving, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (patient, _) =>
        {
            try
            {
                var to = others[ShardMap.OwnerOf(ShardMap.ShardOf(bindings.OfPatient(patient)?.Device ?? patient), others.Keys)!];
                await grains.GetGrain<IPatientGrain>(patient).MoveAsync(self.SiloAddress, to).WaitAsync(Patience, clock, stop);
                await lives.EndedAsync(patient).WaitAsync(Patience, clock, stop);
                Interlocked.Increment(ref moved);
            }
            catch (Exception e)
            {
                LogNotMoved(log, e, patient);
            }
        }).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LogMoved(log, moved, moving.Length);
    }

    public Task StartingAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StartAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken stop) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Before this silo leaves, {Moved} of its {Patients} patients have moved to others.")]
    private static partial void LogMoved(ILogger log, int moved, int patients);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Patient {PatientId} did not move in time; its life ends with this silo and begins again elsewhere.")]
    private static partial void LogNotMoved(ILogger log, Exception e, string patientId);
}
