using Orleans.Configuration;

namespace WardGrid.Server.Hosting;

/// <summary>How soon the cluster believes that a silo is dead.</summary>
/// <remarks>
/// A bed of a dead silo is dark until then, so these are far tighter than the defaults, which take 14 s for a killed
/// silo and over a minute for a frozen one; and a silo that is only slow must not be taken for dead, since its beds
/// would go dark for nothing. A killed silo refuses connections, so probes fail at once: one by this silo, and a period
/// later one by way of another, whose vote counts too, declare it dead within two seconds. A frozen silo, or one that
/// is cut off, accepts connections and never answers. So does one that is starved of its processor. These are told
/// apart by patience alone: no vote is cast while any message has come from it within
/// <see cref="ClusterMembershipOptions.MaxProbeTimeout"/> times the missed probes, 6 s, and a prober that is itself
/// starved extends its own timeouts up to that maximum.
/// </remarks>
public static class MembershipTuning
{
    public static void Apply(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        // Orleans fits the timeout to the answers' usual times, down to half of the probe timeout by default: a pause
        // of the garbage collector on a busy machine is longer than that.
        options.MinProbeTimeout = TimeSpan.FromSeconds(1);
        options.MaxProbeTimeout = TimeSpan.FromSeconds(3);
        options.NumMissedProbesLimit = 2;
        // Two silos must have lost sight of a third; of two silos Orleans lets one vote suffice, since there is no
        // second to be had.
        options.NumVotesForDeathDeclaration = 2;
        // A silo that was declared dead while it could not be told so reads it here, and ends.
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(15);
        // Silos that died hours ago are rows that every start reads.
        options.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }
}
