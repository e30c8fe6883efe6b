using System.Collections.Immutable;
using System.Net;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Hl7;

/// <summary>Where HL7 senders connect, and who they are.</summary>
/// <param name="Allowed">The addresses of the hospital's gateways; others are not heard.</param>
public sealed record Hl7Settings(int Port, ImmutableArray<IPAddress> Allowed)
{
    private const string PortKey = "Hl7:Port";

    private const string AllowedKey = "Hl7:Allowed";

    internal static ImmutableArray<CommandLineOption> Options =>
        [
            new(PortKey, "PORT", "Listens for HL7 v2 messages of gateways; off without it"),
            new(AllowedKey, "ADDRESSES", "The addresses of these gateways, with commas between them"),
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
        return new(port, allowed.ToImmutable());
    }

    private static SettingsException Wrong(string text) =>
        new(AllowedKey, text, "the addresses of the gateways, such as 10.1.2.3, because HL7 knows no password");
}
