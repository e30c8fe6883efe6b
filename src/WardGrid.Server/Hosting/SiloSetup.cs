using System.Net;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Server.Placement;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Hosting;

/// <summary>One silo: where it finds the others, where state lives, how messages are written.</summary>
public static class SiloSetup
{
    private const string ServiceId = "wardgrid";

    /// <summary>The port in the name of a silo that is alone; nobody listens there.</summary>
    private const int AlonePort = 11111;

    /// <summary>
    /// Makes this host a silo: alone on this machine, or a member of the hospital's cluster on PostgreSQL.
    /// </summary>
    public static ISiloBuilder AddWardGrid(this ISiloBuilder silo, ClusterSettings settings) =>
        (settings.Alone ? silo.StandAlone(settings) : silo.JoinHospital(settings)).AddPatients(settings);

    /// <summary>
    /// A silo with no other: what patients keep lies in the store of the records, and there is no port to choose.
    /// </summary>
    private static ISiloBuilder StandAlone(this ISiloBuilder silo, ClusterSettings settings)
    {
        silo.UseLocalhostClustering(AlonePort, gatewayPort: 0, serviceId: ServiceId, clusterId: settings.ClusterId);
        // Orleans always listens for other silos. There are none, so the system chooses a port, and two servers on one
        // machine never clash.
        silo.Configure<EndpointOptions>(o => o.SiloListeningEndpoint = new(IPAddress.Loopback, 0));
        // What patients keep outlives the process. Subscriptions and reminders are made anew by whoever needs them.
        silo.Services.AddGrainStorage(
            ClusterNames.Storage,
            static (all, _) => new RecordGrainStorage(all.GetRequiredService<IVersionedStates>())
        );
        silo.AddMemoryGrainStorage("PubSubStore");
        return silo.UseInMemoryReminderService();
    }

    private static ISiloBuilder JoinHospital(this ISiloBuilder silo, ClusterSettings settings)
    {
        var membership = settings.PooledDatabase(20, "membership");
        var state = settings.PooledDatabase(30, "state");
        silo.Configure<ClusterOptions>(o => (o.ServiceId, o.ClusterId) = (ServiceId, settings.ClusterId));
        silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", membership));
        silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = ("Npgsql", membership));
        silo.AddAdoNetGrainStorage(ClusterNames.Storage, o => (o.Invariant, o.ConnectionString) = ("Npgsql", state));
        silo.AddAdoNetGrainStorage("PubSubStore", o => (o.Invariant, o.ConnectionString) = ("Npgsql", state));
        silo.ConfigureEndpoints(
            AddressOf(settings),
            settings.SiloPort,
            settings.GatewayPort,
            listenOnAnyHostAddress: true
        );
        if (settings.Tls is { } tls)
            silo.UseMutualTls(tls);
        return silo.Configure<ClusterMembershipOptions>(MembershipTuning.Apply);
    }

    /// <summary>What every silo has, wherever its members and its state are kept.</summary>
    public static ISiloBuilder AddPatients(this ISiloBuilder silo, ClusterSettings settings)
    {
        silo.AddAddressBook();
        silo.AddMemoryStreams(ClusterNames.Streams);
        silo.Services.AddPlacementDirector<DeviceAffinityPlacement, DeviceAffinityDirector>();
        silo.Services.AddKeyedSingleton<PlacementStrategy, DeviceAffinityPlacement>(DeviceAffinityPlacement.FirstName);
        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromSeconds(settings.IdleSeconds));
        // A call that hangs on a dead silo is given up soon enough for the caller to try again within a nurse's
        // patience.
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(10));
        if (settings.Dashboard)
            silo.AddDashboard();
        silo.Services.AddSerializer(s => s.AddWardGridMessages());
        return silo;
    }

    private static IPAddress AddressOf(ClusterSettings settings) =>
        settings.Address.Length > 0
            ? IPAddress.Parse(settings.Address)
            : Dns.GetHostAddresses(Dns.GetHostName())
                .FirstOrDefault(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
                ?? IPAddress.Loopback;
}
