using WardGrid.Server.Grains;

namespace WardGrid.Server.Placement;

/// <summary>Moves patients who live on this silo to the silos that serve their devices.</summary>
/// <remarks>
/// A patient that moves takes its state, its device's last minute and its address along, and is dark only until it is
/// active there: so no more move at a time than both silos have hands for. A patient that waits for its turn stays
/// active here, and its frames find it.
/// </remarks>
public sealed partial class PatientMigration(
    IClusterMembershipService membership,
    IClusterManifestProvider manifest,
    ILocalSiloDetails self,
    LocalPatients local,
    DeviceAssociationTable associations,
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<PatientMigration> log
)
{
    /// <summary>How long one patient may take; who has not moved by then stays for now.</summary>
    private static readonly TimeSpan Eventually = TimeSpan.FromSeconds(5);

    /// <summary>Moves everybody whose device is served elsewhere, or would be if this silo were not there.</summary>
    /// <param name="leaving">This silo does not count: everybody goes.</param>
    /// <param name="atOnce">Patients that move at a time.</param>
    /// <returns>How many have moved, and how many were to.</returns>
    public async Task<(int Moved, int Due)> MoveAsync(bool leaving, int atOnce, CancellationToken stop)
    {
        var silos = membership
            .CurrentSnapshot.Members.Values.Where(m =>
                m.Status == SiloStatus.Active && !(leaving && m.SiloAddress.Equals(self.SiloAddress))
            )
            .ToDictionary(m => m.SiloAddress.ToParsableString(), m => m.SiloAddress);
        if (silos.Count == 0)
            return (0, 0);
        var due = local
            .Patients.Where(p => leaving || !local.HasJustMovedHere(p))
            .Select(p =>
                (
                    Patient: p,
                    To: silos[ShardMap.OwnerOf(ShardMap.ShardOf(associations.OfPatient(p)?.Device ?? p), silos.Keys)!]
                )
            )
            // A silo that has just come is a member before it is known which grains it takes; who were sent there now
            // would land anywhere.
            .Where(m => !m.To.Equals(self.SiloAddress) && manifest.Current.Silos.ContainsKey(m.To))
            .ToArray();
        var moved = 0;
        // A silo that is to stop at once leaves without, and is not kept from stopping by that.
        await Parallel
            .ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stop },
                async (move, _) =>
                {
                    try
                    {
                        await MoveAsync(move.Patient, move.To).WaitAsync(Eventually, clock, stop);
                        Interlocked.Increment(ref moved);
                    }
                    catch (Exception e)
                    {
                        LogNotMoved(log, e, move.Patient);
                    }
                }
            )
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (moved, due.Length);
    }

    private async Task MoveAsync(string patient, SiloAddress to)
    {
        var grain = grains.GetGrain<IPatientGrain>(patient);
        // While it is still active: a patient that leaves with something unrecorded waits for the records in the dark.
        await grain.SettleAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await grain.MoveAsync(self.SiloAddress, to);
        await local.EndedAsync(patient);
        await grain.WakeAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Patient {PatientId} did not move in time.")]
    private static partial void LogNotMoved(ILogger log, Exception e, string patientId);
}
