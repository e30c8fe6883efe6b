using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace WardGrid.Server.Hosting;

/// <summary>A silo is ready while the cluster counts it among its members and it does not leave.</summary>
public sealed class ClusterMembershipCheck(
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    IHostApplicationLifetime lifetime
) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("This silo is leaving the cluster.");
        var status = membership.CurrentSnapshot.GetSiloStatus(self.SiloAddress);
        return status == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"This silo is not a member of the cluster: {status}.");
    }
}
