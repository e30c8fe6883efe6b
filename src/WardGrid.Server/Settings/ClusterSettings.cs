using System.ComponentModel.DataAnnotations;
using System.Net;
using Npgsql;

namespace WardGrid.Server.Settings;

/// <summary>
/// What makes this server a member of a hospital's cluster, from the configuration section <c>Cluster</c>.
/// </summary>
/// <remarks>
/// They decide what the host is built of, so they are checked when they are read and not when the host starts.
/// </remarks>
public sealed class ClusterSettings : IValidatableObject
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
        new("Cluster:Certificate", "FILE", "TLS between servers: PKCS#12, or PEM with --Cluster:CertificateKey"),
        new("Cluster:CertificateKey", "FILE", "The key of a PEM certificate"),
        new("Cluster:CertificateAuthority", "FILE", "PEM file of the authority of the servers' certificates"),
        new("Cluster:Dashboard", "BOOL", "true serves Orleans' dashboard at /dashboard"),
        new(
            "Cluster:IdleSeconds",
            "SECONDS",
            "Seconds without a frame after which a patient's memory is given back; 600 without it"
        ),
    ];

    /// <summary>Silos of one hospital share it; two clusters on one database do not see each other.</summary>
    [Required(ErrorMessage = "Cluster:ClusterId is empty: silos of one hospital share a name")]
    public string ClusterId { get; init; } = "wardgrid";

    /// <summary>
    /// PostgreSQL's connection string; empty: one silo alone on this machine, with its state in the store of its
    /// records.
    /// </summary>
    public string Database { get; init; } = "";

    /// <summary>The address at which other silos reach this one; empty: the machine's own.</summary>
    public string Address { get; init; } = "";

    [Bounded(1, 65535, "is no port (1 to 65535)")]
    public int SiloPort { get; init; } = 11111;

    [Bounded(1, 65535, "is no port (1 to 65535)")]
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Connections that this silo may hold to PostgreSQL, all its uses together.</summary>
    /// <remarks>
    /// PostgreSQL allows 100 by default; three silos of 20 leave room for a fourth during a rolling
    /// upgrade and for people.
    /// </remarks>
    [Bounded(10, 10_000, "is not from 10 to 10,000: membership, grain state and records need at least 10")]
    public int DatabaseConnections { get; init; } = 20;

    /// <summary>Whether Orleans' dashboard is served at /dashboard.</summary>
    public bool Dashboard { get; init; }

    /// <summary>
    /// Seconds without a frame after which a patient's memory is given back; its state comes back with the next frame.
    /// </summary>
    [Bounded(60, 86_400, "is not from 60, Orleans' smallest collection age, to 86,400")]
    public int IdleSeconds { get; init; } = 600;

    /// <summary>The certificates of the traffic between silos; null: it is not encrypted.</summary>
    public ClusterTls? Tls { get; private set; }

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

        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(settings, new(settings), faults, validateAllProperties: true))
            throw new SettingsException("Cluster", "as given", faults[0].ErrorMessage!);
        settings.Tls = ClusterTls.Read(configuration);
        return settings;
    }

    /// <summary>What no property shows by itself.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SiloPort == GatewayPort)
            yield return new($"Cluster:SiloPort and Cluster:GatewayPort are both {SiloPort}");
        if (Address.Length > 0 && !IPAddress.TryParse(Address, out _))
            yield return new($"Cluster:Address '{Address}' is no IP address");
        if (!Alone && !IsConnectionString(Database))
            yield return new(
                "Cluster:Database is not a PostgreSQL connection string such as "
                    + "Host=db;Database=wardgrid;Username=wardgrid;Password=..."
            );
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

/// <summary>A whole number with its bounds; the sentence names the refused number.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BoundedAttribute(int least, int most, string fault) : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is int number && number >= least && number <= most
            ? ValidationResult.Success
            : new($"Cluster:{validationContext.MemberName} {value} {fault}");
}
