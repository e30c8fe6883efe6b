using WardGrid.Cluster.Broker;

namespace WardGrid.Cluster.Patients;

/// <summary>Begins the lives of this silo's patients anew when the membership changes, so that the silence of a bed whose silo died is seen.</summary>
/// <remarks>
/// A frame begins a life too; this is for the bed whose device fell silent together with its silo, and it saves the others the time of
/// beginning when their first frame comes. A patient who lives somewhere is not disturbed: the call finds it there.
/// </remarks>
public sealed partial class Wakening(
    IClusterMembershipService membership, ILocalSiloDetails self, BindingTable bindings, IGrainFactory grains, ILogger<Wakening> log) : BackgroundService
{
    /// <summary>Lives that begin at a time: each reads its state from the database, of whose connections this silo has a few.</summary>
    private const int AtOnce = 8;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var version = MembershipVersion.MinValue;
        string[] known = [];
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stop))
        {
            string[] active = [.. snapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.SiloAddress.ToParsableString()).Order()];
            if (snapshot.Version <= version || active.SequenceEqual(known))
                continue;
            (version, known) = (snapshot.Version, active);
            await WakeAsync(ShardMap.OwnedBy(self.SiloAddress.ToParsableString(), active).ToHashSet(), stop);
        }
    }

    private async Task WakeAsync(HashSet<int> shards, CancellationToken stop)
    {
        var ours = bindings.All.Where(b => shards.Contains(ShardMap.ShardOf(b.Device))).Select(b => b.PatientId).Distinct().ToArray();
        await Parallel.ForEachAsync(ours, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (patient, _) =>
        {
            try
            {
                await grains.GetGrain<IPatientGrain>(patient).WakeAsync();
            }
            catch (Exception e)
            {
                // Its next frame, or its reminder, begins its life.
                LogNotWoken(log, e, patient);
            }
        });
        if (ours.Length > 0)
            LogWoken(log, ours.Length);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The membership has changed: the lives of this silo's {Patients} patients go on, or were begun anew here.")]
    private static partial void LogWoken(ILogger log, int patients);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Patient {PatientId} could not be woken on this silo.")]
    private static partial void LogNotWoken(ILogger log, Exception e, string patientId);
}
