using System.Net;
using Npgsql;

namespace WardGrid.Server.Settings;

/// <summary>
/// What makes this server a member of a hospital's cluster, from the configuration section <c>Cluster</c>.
/// </summary>
public sealed class ClusterSettings
{
    /// <summary>The options of the command line that give these settings.</summary>
    internal static CommandLineOption[] Options { get; } =
    [
        new(
            "Cluster:Database",
            "CONNECTION",
            "PostgreSQL, which makes this server a member of a hospital's cluster; without it it is alone"
        ),
        new("Cluster:ClusterId", "NAME", "Servers of one hospital share it; wardgrid without it"),
        new("Cluster:Address", "IP", "Where the other servers of the cluster reach this one"),
        new("Cluster:SiloPort", "PORT", "Server to server in a cluster; 11111 without it"),
        new("Cluster:GatewayPort", "PORT", "Orleans' gateway in a cluster; 30000 without it"),
        new(
            "Cluster:DatabaseConnections",
            "NUMBER",
            "Connections that a server of a cluster may hold to PostgreSQL; 20 without it"
        ),
        new("Cluster:Dashboard", "BOOL", "true serves Orleans' dashboard at /dashboard"),
        new(
            "Cluster:IdleSeconds",
            "SECONDS",
            "Seconds without a frame after which a patient's memory is given back; 600 without it"
        ),
    ];

    /// <summary>Silos of one hospital share it; two clusters on one database do not see each other.</summary>
    public string ClusterId { get; init; } = "wardgrid";

    /// <summary>
    /// PostgreSQL's connection string; empty: one silo alone on this machine, with its state in the store of its
    /// records.
    /// </summary>
    public string Database { get; init; } = "";

    /// <summary>The address at which other silos reach this one; empty: the machine's own.</summary>
    public string Address { get; init; } = "";

    public int SiloPort { get; init; } = 11111;

    public int GatewayPort { get; init; } = 30000;

    /// <summary>Connections that this silo may hold to PostgreSQL, all its uses together.</summary>
    /// <remarks>
    /// PostgreSQL allows 100 by default; three silos of 20 leave room for a fourth during a rolling
    /// upgrade and for people.
    /// </remarks>
    public int DatabaseConnections { get; init; } = 20;

    /// <summary>Whether Orleans' dashboard is served at /dashboard.</summary>
    public bool Dashboard { get; init; }

    /// <summary>
    /// Seconds without a frame after which a patient's memory is given back; its state comes back with the next frame.
    /// </summary>
    public int IdleSeconds { get; init; } = 600;

    public bool Alone => Database.Length == 0;

    /// <summary>
    /// The connection string with this silo's share of connections, and with its name for the database's own views.
    /// </summary>
    public string PooledDatabase(int share, string use)
    {
        var database = new NpgsqlConnectionStringBuilder(Database)
        {
            MaxPoolSize = Math.Max(2, DatabaseConnections * share / 100),
            ApplicationName = $"wardgrid {use}",
        };
        // The records' own schema: since PostgreSQL 15 only an owner may create in "public".
        database.SearchPath ??= "wardgrid";
        return database.ConnectionString;
    }

    /// <summary>Reads and checks the section <c>Cluster</c>.</summary>
    /// <exception cref="SettingsException">One of them cannot work.</exception>
    public static ClusterSettings Read(IConfiguration configuration)
    {
        ClusterSettings settings;
        try
        {
            settings = configuration.GetSection("Cluster").Get<ClusterSettings>() ?? new();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException("Cluster", "as given", e.InnerException?.Message ?? e.Message);
        }

        return settings.Faults().FirstOrDefault() is { } fault
            ? throw new SettingsException("Cluster", "as given", fault)
            : settings;
    }

    /// <summary>What is wrong with these settings, in words; empty where nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(ClusterId))
            yield return "Cluster:ClusterId is empty: silos of one hospital share a name";
        if (SiloPort is < 1 or > 65535)
            yield return $"Cluster:SiloPort {SiloPort} is no port (1 to 65535)";
        if (GatewayPort is < 1 or > 65535)
            yield return $"Cluster:GatewayPort {GatewayPort} is no port (1 to 65535)";
        if (SiloPort == GatewayPort)
            yield return $"Cluster:SiloPort and Cluster:GatewayPort are both {SiloPort}";
        if (Address.Length > 0 && !IPAddress.TryParse(Address, out _))
            yield return $"Cluster:Address '{Address}' is no IP address";
        if (DatabaseConnections < 10)
            yield return $"Cluster:DatabaseConnections {DatabaseConnections} is too few: "
                + "membership, grain state and records need at least 10";
        if (IdleSeconds < 60)
            yield return $"Cluster:IdleSeconds {IdleSeconds} is below Orleans' smallest collection age of 60";
        if (!Alone && !IsConnectionString(Database))
            yield return "Cluster:Database is not a PostgreSQL connection string such as "
                + "Host=db;Database=wardgrid;Username=wardgrid;Password=...";
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
