using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Hl7;

/// <summary>Where HL7 senders connect, and who they are.</summary>
/// <param name="Allowed">The addresses of the hospital's gateways; others are not heard.</param>
/// <param name="Certificate">With it the port speaks TLS only.</param>
/// <param name="ClientAuthorities">With them a gateway must show a certificate of one of them.</param>
/// <param name="TimeZone">The zone of times that name none; without it they are not read.</param>
public sealed record Hl7Settings(
    int Port,
    ImmutableArray<IPAddress> Allowed,
    CertificateFile? Certificate,
    X509Certificate2Collection? ClientAuthorities,
    TimeZoneInfo? TimeZone
)
{
    private const string Section = "Hl7";

    private const string PortKey = "Hl7:Port";

    private const string AllowedKey = "Hl7:Allowed";

    private const string TimeZoneKey = "Hl7:TimeZone";

    private const string AuthorityKey = "Hl7:ClientAuthority";

    internal static ImmutableArray<CommandLineOption> Options =>
        [
            new(PortKey, "PORT", "Listens for HL7 v2 messages of gateways; off without it"),
            new(AllowedKey, "ADDRESSES", "The addresses of these gateways, with commas between them"),
            new("Hl7:Certificate", "FILE", "TLS for gateways: a PKCS#12 file, or a PEM file with --Hl7:CertificateKey"),
            new("Hl7:CertificateKey", "FILE", "The key of a PEM certificate"),
            new(AuthorityKey, "FILE", "PEM file of the authority whose certificate a gateway must show"),
            new(TimeZoneKey, "ZONE", "The zone of HL7 times that name none, such as Europe/Berlin"),
        ];

    /// <summary>Reads and checks the settings; null where nothing listens for HL7.</summary>
    /// <exception cref="SettingsException">One of them cannot work.</exception>
    internal static Hl7Settings? Read(IConfiguration configuration)
    {
        if (configuration[PortKey] is null or "" or "off")
            return null;
        var port = WardGridSettings.Port(configuration, PortKey, 0);
        var text = configuration[AllowedKey] ?? "";
        var allowed = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var address in text.Split(',', StringSplitOptions.TrimEntries))
            allowed.Add(IPAddress.TryParse(address, out var read) ? read : throw Wrong(text));
        var settings = new Hl7Settings(
            port,
            allowed.ToImmutable(),
            CertificateFile.Read(configuration, Section),
            CertificateFile.ReadAuthorities(configuration, AuthorityKey),
            ReadTimeZone(configuration[TimeZoneKey] ?? "")
        );
        return settings is { ClientAuthorities: not null, Certificate: null }
            ? throw new SettingsException(
                AuthorityKey,
                configuration[AuthorityKey]!,
                "empty without Hl7:Certificate, because a gateway shows its certificate over TLS"
            )
            : settings;
    }

    private static TimeZoneInfo? ReadTimeZone(string name)
    {
        if (name.Length == 0)
            return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new SettingsException(
                TimeZoneKey,
                name,
                "a time zone that this machine knows, such as Europe/Berlin"
            );
    }

    private static SettingsException Wrong(string text) =>
        new(AllowedKey, text, "the addresses of the gateways, such as 10.1.2.3, because HL7 knows no password");
}
