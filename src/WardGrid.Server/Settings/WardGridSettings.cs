using System.Security.Cryptography.X509Certificates;
using WardGrid.Mqtt.Client;
using WardGrid.Mqtt.Endpoint;

namespace WardGrid.Server.Settings;

/// <summary>The settings of the server: from appsettings.json, the environment (<c>Mqtt__Port</c>) and the command line (<c>--Mqtt:Port</c>).</summary>
/// <param name="DataFolder">Where the embedded store and the logs lie.</param>
/// <param name="Store">PostgreSQL's connection string, or null for SQLite in the data folder.</param>
public sealed record WardGridSettings(string DataFolder, string? Store, MqttSettings Mqtt, DemoSettings Demo)
{
    private static readonly Dictionary<string, string> Short = new() { ["--broker"] = "Mqtt:Broker" };

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">One of them cannot work.</exception>
    public static WardGridSettings Read(IConfiguration configuration)
    {
        var demo = configuration.GetValue("demo:run", false);
        var settings = new WardGridSettings(
            Path.GetFullPath(configuration["Data"] ?? "wardgrid-data"),
            configuration["Store"] is { Length: > 0 } store ? store : null,
            MqttSettings.Read(configuration),
            new(demo, Flag(configuration, "Demo:Admit", demo), configuration.GetValue("Demo:Beds", 8)));
        WritableFolder.Require(settings.DataFolder);
        return settings;
    }

    /// <summary>The command line as the configuration reads it: <c>--demo</c> stands alone, <c>--broker</c> is short.</summary>
    public static string[] Arguments(string[] args) =>
        [.. args.Select(a => a == "--demo" ? "--demo:run=true" : Short.Aggregate(a, (text, s) => text == s.Key ? $"--{s.Value}" : text.StartsWith($"{s.Key}=") ? $"--{s.Value}{text[s.Key.Length..]}" : text))];

    internal static bool Flag(IConfiguration configuration, string key, bool otherwise) => configuration[key] switch
    {
        null or "" => otherwise,
        var text => bool.TryParse(text, out var flag) ? flag : throw new SettingsException(key, text, "true or false"),
    };

    internal static int Port(IConfiguration configuration, string key, int otherwise) => configuration[key] switch
    {
        null or "" => otherwise,
        var text => int.TryParse(text, out var port) && port is >= 0 and <= 65535 ? port : throw new SettingsException(key, text, "a port from 1 to 65535, or 0 for a free one"),
    };
}

/// <param name="Endpoint">Whether WardGrid's own endpoint listens; it does unless a broker is given without a port.</param>
/// <param name="Broker">An external broker to consume, <c>mqtt://host:1883</c>.</param>
public sealed record MqttSettings(bool Endpoint, int Port, int TlsPort, X509Certificate2? Certificate, string? Broker)
{
    internal static MqttSettings Read(IConfiguration configuration)
    {
        var broker = configuration["Mqtt:Broker"] is { Length: > 0 } address ? address : null;
        if (broker is not null)
        {
            try
            {
                MqttClientOptions.FromAddress(broker);
            }
            catch (FormatException e)
            {
                throw new SettingsException("broker", broker, e.Message);
            }
        }

        return new(
            broker is null || configuration["Mqtt:Port"] is not null, WardGridSettings.Port(configuration, "Mqtt:Port", 1883),
            WardGridSettings.Port(configuration, "Mqtt:TlsPort", 8883), ReadCertificate(configuration), broker);
    }

    public MqttEndpointOptions ToOptions() => new() { Port = Endpoint ? Port : null, TlsPort = TlsPort, Certificate = Endpoint ? Certificate : null };

    private static X509Certificate2? ReadCertificate(IConfiguration configuration)
    {
        if (configuration["Mqtt:Certificate"] is not { Length: > 0 } path)
            return null;
        try
        {
            return configuration["Mqtt:CertificateKey"] is { Length: > 0 } key
                ? X509Certificate2.CreateFromPemFile(path, key)
                : X509CertificateLoader.LoadPkcs12FromFile(path, configuration["Mqtt:CertificatePassword"]);
        }
        catch (Exception e) when (e is IOException or System.Security.Cryptography.CryptographicException or UnauthorizedAccessException)
        {
            throw new SettingsException("Mqtt:Certificate", path, $"a PKCS#12 file, or a PEM file with Mqtt:CertificateKey ({e.Message})");
        }
    }
}

/// <param name="Run">Run a ward of simulated monitors.</param>
/// <param name="Admit">Let devices whose user name is <c>demo</c> in as DEMO patients without registration.</param>
public sealed record DemoSettings(bool Run, bool Admit, int Beds);

/// <summary>A setting that cannot work, in words.</summary>
public sealed class SettingsException(string setting, string value, string expected) : Exception($"Setting {setting} is '{value}': expected is {expected}.");
