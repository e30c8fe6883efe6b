using Orleans.Configuration;

namespace WardGrid.Cluster.Silo;

/// <summary>How soon the cluster believes that a silo is dead.</summary>
/// <remarks>
/// A bed of a dead silo is dark until then, so these are far tighter than the defaults, which take 14 s for a killed silo and over a
/// minute for a frozen one. A killed silo refuses connections, so probes fail at once: two missed probes of one second and one vote declare
/// it dead in about a second. A frozen one accepts connections and never answers: each probe waits for its timeout, and votes are held
/// back for <see cref="ClusterMembershipOptions.MaxProbeTimeout"/> times the missed probes, so that one is bounded too. The price: a silo
/// that cannot answer for two seconds, on a saturated machine, is evicted. Give silos cores of their own.
/// </remarks>
public static class MembershipTuning
{
    public static void Apply(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.MaxProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 2;
        // One vote: in a cluster of two there is no second one to be had.
        options.NumVotesForDeathDeclaration = 1;
        options.NumProbedSilos = 3;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(15);
        // Silos that died hours ago are rows that every start reads.
        options.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }
}
