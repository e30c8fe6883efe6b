using Orleans.Runtime;
using WardGrid.Server.Rest;

namespace WardGrid.Cluster.Silo;

/// <summary>A silo is ready while the cluster counts it among its members and it does not leave.</summary>
public sealed class MemberOfTheCluster(IClusterMembershipService membership, ILocalSiloDetails self, IHostApplicationLifetime life) : IReadyWhen
{
    public string? WhyNot =>
        life.ApplicationStopping.IsCancellationRequested ? "This silo is leaving the cluster."
        : membership.CurrentSnapshot.GetSiloStatus(self.SiloAddress) is var status && status != SiloStatus.Active ? $"This silo is not a member of the cluster: {status}."
        : null;
}
