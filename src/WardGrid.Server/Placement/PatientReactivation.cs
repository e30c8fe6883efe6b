using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Server.Grains;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Placement;

/// <summary>
/// Activates this silo's patients again when the membership changes, so that the silence of a bed
/// whose silo died is seen.
/// </summary>
/// <remarks>
/// A frame begins an activation too; this is for the bed whose device fell silent together with its silo, and it saves
/// the others the time of beginning when their first frame comes. A patient who lives somewhere is not disturbed: the
/// call finds it there. That may be a silo which leaves, and whose last patients go with it: so they are called once
/// when it begins to leave and once when it is gone.
/// </remarks>
public sealed partial class PatientReactivation(
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    ClusterSettings cluster,
    DeviceAssociationTable associations,
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<PatientReactivation> log
) : BackgroundService
{
    /// <summary>
    /// Activations that begin at a time: each reads its state from the database, of whose connections
    /// this silo has a few.
    /// </summary>
    private const int AtOnce = 8;

    /// <summary>
    /// How long a call is made again that still went to the lost silo, counted from the change of the membership.
    /// </summary>
    private static readonly TimeSpan Eventually = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>A silo that is alone has all its patients back before a device or a person comes.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (cluster.Alone)
            await WakeAsync(_ => true, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        cluster.Alone ? Task.CompletedTask : FollowMembershipAsync(stoppingToken);

    private async Task FollowMembershipAsync(CancellationToken stop)
    {
        var version = MembershipVersion.MinValue;
        string[] known = [],
            present = [];
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stop))
        {
            var active = Those(snapshot, SiloStatus.Active);
            var there = Those(snapshot, SiloStatus.Active, SiloStatus.ShuttingDown, SiloStatus.Stopping);
            if (snapshot.Version <= version || (active.SequenceEqual(known) && there.SequenceEqual(present)))
                continue;
            (version, known, present) = (snapshot.Version, active, there);
            var shards = ShardMap.OwnedBy(self.SiloAddress.ToParsableString(), active).ToHashSet();
            var woken = await WakeAsync(b => shards.Contains(ShardMap.ShardOf(b.Device)), stop);
            if (woken > 0)
                LogWoken(log, woken);
        }
    }

    private static string[] Those(ClusterMembershipSnapshot snapshot, params SiloStatus[] are) =>
        [
            .. snapshot
                .Members.Values.Where(m => are.Contains(m.Status))
                .Select(m => m.SiloAddress.ToParsableString())
                .Order(),
        ];

    private async Task<int> WakeAsync(Func<DeviceAssociation, bool> isOurs, CancellationToken stop)
    {
        var beginning = clock.GetTimestamp();
        var ours = associations.All.Where(isOurs).Select(b => b.PatientId).Distinct().ToArray();
        await Parallel.ForEachAsync(
            ours,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (patient, _) =>
            {
                try
                {
                    await WakeAsync(patient, beginning, stop);
                }
                catch (Exception e)
                {
                    // Its next frame, or its reminder, begins its activation.
                    LogNotWoken(log, e, patient);
                }
            }
        );
        return ours.Length;
    }

    private async Task WakeAsync(string patient, long beginning, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await grains.GetGrain<IPatientGrain>(patient).WakeAsync();
                return;
            }
            catch (Exception e) when (GrainPatients.IsPassing(e) && clock.GetElapsedTime(beginning) < Eventually)
            {
                await Task.Delay(Pause, clock, stop);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The membership has changed: the activations of this silo's {Patients} patients go on, "
            + "or were begun anew here."
    )]
    private static partial void LogWoken(ILogger log, int patients);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Patient {PatientId} could not be woken on this silo.")]
    private static partial void LogNotWoken(ILogger log, Exception e, string patientId);
}
