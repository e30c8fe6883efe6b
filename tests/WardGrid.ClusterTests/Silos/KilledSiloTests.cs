using System.Net;
using System.Net.Sockets;
using WardGrid.Tests.Engines;
using WardGrid.Tests.Server;

namespace WardGrid.ClusterTests.Silos;

/// <summary>A silo that is alone on its machine: what it keeps is in its data folder.</summary>
public sealed class KilledSiloTests : KilledWard
{
    protected override Task<RunningWard> StartAsync(string folder) => RunningWard.StartAsync(
        RunningWard.Beside("WardGrid.Cluster.dll"), folder, [], "--Cluster:SiloPort", $"{FreePort()}", "--Cluster:GatewayPort", $"{FreePort()}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
