using System.Security.Cryptography.X509Certificates;
using WardGrid.Patients.Devices.Profiles;
using WardGrid.Server.Devices.Broker;
using WardGrid.Server.Hl7;
using WardGrid.Server.Mqtt;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Settings;

/// <summary>
/// The settings of the server: from appsettings.json, the environment (<c>Mqtt__Port</c>) and the command line
/// (<c>--Mqtt:Port</c>).
/// </summary>
/// <param name="DataFolder">Where the embedded store and the logs lie.</param>
/// <param name="Store">PostgreSQL's connection string, or null for SQLite in the data folder; a cluster's database
/// stands for both.</param>
public sealed record WardGridSettings(
    string DataFolder,
    string? Store,
    MqttSettings Mqtt,
    DemoSettings Demo,
    ClusterSettings Cluster,
    SignInOptions SignIn,
    WebSettings Web
)
{
    /// <summary>The listener for gateways that speak HL7 v2; null where there is none.</summary>
    public Hl7Settings? Hl7 { get; init; }

    /// <summary>What a new device can be compared with.</summary>
    public DeviceProfiles Profiles { get; init; } = DeviceProfiles.BuiltIn;

    /// <summary>Where the records lie.</summary>
    public string Records =>
        Cluster.Alone ? Store ?? Path.Combine(DataFolder, "wardgrid.db") : Cluster.PooledDatabase(50, "records");

    public string LogFolder => Path.Combine(DataFolder, "logs");

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them cannot work.</exception>
    public static WardGridSettings Read(IConfiguration configuration)
    {
        var demo = DemoSettings.Read(configuration);
        var settings = new WardGridSettings(
            Path.GetFullPath(configuration["Data"] ?? "data"),
            configuration["Store"] is { Length: > 0 } store ? store : null,
            MqttSettings.Read(configuration),
            demo,
            ClusterSettings.Read(configuration),
            SignInSettings.Read(configuration, demo),
            WebSettings.Read(configuration)
        )
        {
            Hl7 = Hl7Settings.Read(configuration),
            Profiles = ProfileFolder.Read(configuration),
        };
        if (demo.Run && settings.Mqtt.Port is null)
            throw new SettingsException("Mqtt:Port", "off", "a port, because the simulated monitors speak without TLS");
        WritableFolder.Require(settings.DataFolder);
        return settings;
    }

    /// <summary>
    /// The command line as the configuration reads it: <c>--demo</c> may stand alone, <c>--broker</c> is short for
    /// <c>--Mqtt:Broker</c>.
    /// </summary>
    public static string[] Arguments(string[] args) =>
        [
            .. args.Select(argument =>
                argument switch
                {
                    "--demo" => $"--{DemoSettings.Demonstrate}=true",
                    "--broker" => "--Mqtt:Broker",
                    _ when argument.StartsWith("--broker=", StringComparison.Ordinal) =>
                        $"--Mqtt:Broker={argument["--broker=".Length..]}",
                    _ => argument,
                }
            ),
        ];

    internal static bool Flag(IConfiguration configuration, string key, bool otherwise) =>
        configuration[key] switch
        {
            null or "" => otherwise,
            var text => bool.TryParse(text, out var flag)
                ? flag
                : throw new SettingsException(key, text, "true or false"),
        };

    internal static int Number(IConfiguration configuration, string key, int otherwise, int least, int most) =>
        configuration[key] switch
        {
            null or "" => otherwise,
            var text => int.TryParse(text, out var number) && number >= least && number <= most
                ? number
                : throw new SettingsException(key, text, $"a whole number from {least} to {most}"),
        };

    internal static int Port(IConfiguration configuration, string key, int otherwise) =>
        configuration[key] switch
        {
            null or "" => otherwise,
            var text => int.TryParse(text, out var port) && port is >= 0 and <= 65535
                ? port
                : throw new SettingsException(key, text, "a port from 1 to 65535, or 0 for a free one"),
        };
}

/// <param name="Endpoint">Whether WardGrid's own endpoint listens; it does unless a broker is given without a
/// port.</param>
/// <param name="Port">The port without TLS; null: devices connect with TLS only.</param>
/// <param name="ClientAuthorities">The authorities whose certificates let devices in.</param>
/// <param name="Revoked">The file of the certificates that the authorities have revoked; null: none is.</param>
/// <param name="Broker">The hospital's broker to consume; null: devices connect to this process only.</param>
public sealed record MqttSettings(
    bool Endpoint,
    int? Port,
    int TlsPort,
    CertificateFile? Certificate,
    X509Certificate2Collection? ClientAuthorities,
    RevocationFile? Revoked,
    BrokerAddress? Broker
)
{
    private const string PortKey = "Mqtt:Port";

    private const string AuthorityKey = "Mqtt:ClientAuthority";

    /// <summary>The name that a cluster's silos knew the broker by; with it the endpoint listens as well.</summary>
    private const string InCluster = "Cluster:Broker";

    internal static MqttSettings Read(IConfiguration configuration)
    {
        var broker = ReadBroker(configuration, "Mqtt:Broker", "broker");
        var authorities = CertificateFile.ReadAuthorities(configuration, AuthorityKey);
        var settings = new MqttSettings(
            broker is null || configuration[PortKey] is not null,
            configuration[PortKey] == "off" ? null : WardGridSettings.Port(configuration, PortKey, 1883),
            WardGridSettings.Port(configuration, "Mqtt:TlsPort", 8883),
            CertificateFile.Read(configuration, "Mqtt"),
            authorities,
            RevocationFile.Read(configuration, authorities),
            broker ?? ReadBroker(configuration, InCluster, InCluster)
        );
        if (settings is { Port: null, Certificate: null, Broker: null })
            throw new SettingsException(PortKey, "off", "a port, because without Mqtt:Certificate nothing listens");
        if (settings is { ClientAuthorities: not null, Certificate: null })
            throw new SettingsException(
                AuthorityKey,
                configuration[AuthorityKey]!,
                "empty without Mqtt:Certificate, because a device shows its certificate over TLS"
            );
        return settings;
    }

    public MqttEndpointOptions ToOptions() =>
        new()
        {
            Port = Endpoint ? Port : null,
            TlsPort = TlsPort,
            Certificate = Endpoint ? Certificate?.Certificate : null,
            CertificateFile = Endpoint ? Certificate : null,
            CertificateChain = Certificate?.Chain ?? [],
            ClientAuthorities = ClientAuthorities ?? [],
        };

    private static BrokerAddress? ReadBroker(IConfiguration configuration, string key, string name)
    {
        if (configuration[key] is not { Length: > 0 } address)
            return null;
        try
        {
            return BrokerAddress.Parse(address);
        }
        catch (FormatException e)
        {
            throw new SettingsException(name, address, e.Message);
        }
    }
}

/// <param name="Run">Run a ward of simulated monitors.</param>
/// <param name="Admit">Let devices whose user name is <c>demo</c> in as DEMO patients without registration.</param>
public sealed record DemoSettings(bool Run, bool Admit, int Beds)
{
    internal const string Demonstrate = "Demo:Run";

    internal static DemoSettings Read(IConfiguration configuration)
    {
        var run = WardGridSettings.Flag(configuration, Demonstrate, false);
        return new(
            run,
            WardGridSettings.Flag(configuration, "Demo:Admit", run),
            WardGridSettings.Number(configuration, "Demo:Beds", 8, 1, 500)
        );
    }
}

/// <summary>A setting that cannot work, in words.</summary>
public sealed class SettingsException(string setting, string value, string expected)
    : Exception(CommandLineSecret.Covered($"Setting {setting} is '{value}': expected is {expected}."));
