using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace WardGrid.ClusterTests.Silos;

/// <summary>One life of a patient, and the port of the silo on which it is lived.</summary>
public sealed record Whereabouts(string Patient, int SiloPort)
{
    /// <summary>
    /// Asks the silos, as a client of their cluster, for every life; a patient whom two silos hold has two.
    /// </summary>
    public static async Task<Whereabouts[]> AskAsync(string database, CancellationToken stop)
    {
        using var client = new HostBuilder()
            .ConfigureLogging(log => log.ClearProviders())
            .UseOrleansClient(
                (_, orleans) =>
                    orleans
                        .Configure<ClusterOptions>(o => (o.ServiceId, o.ClusterId) = ("wardgrid", "wardgrid"))
                        .UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", database))
            )
            .Build();
        await client.StartAsync(stop);
        var lives = await client
            .Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IManagementGrain>(0)
            .GetDetailedGrainStatistics(null, null, stop);
        await client.StopAsync(stop);
        return
        [
            .. lives
                .Where(l => l.GrainId.Type.ToString() == "patient")
                .Select(l => new Whereabouts(l.GrainId.Key.ToString()!, l.SiloAddress.Endpoint.Port)),
        ];
    }
}
