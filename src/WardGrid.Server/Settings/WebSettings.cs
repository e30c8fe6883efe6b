using System.Collections.Immutable;
using System.Net;

namespace WardGrid.Server.Settings;

/// <summary>How the web is reached, and how much one server holds for it, from the section <c>Web</c>.</summary>
/// <param name="Certificate">The certificate of https addresses; null: the web has none of its own.</param>
/// <param name="Proxies">The reverse proxies whose word about the caller counts.</param>
public sealed record WebSettings(CertificateFile? Certificate, ImmutableArray<IPNetwork> Proxies, WebLimits Limits)
{
    /// <summary>The options of the command line that give these settings.</summary>
    internal static CommandLineOption[] Options { get; } =
    [
        new("Web:Certificate", "FILE", "HTTPS: a PKCS#12 file, or a PEM file with --Web:CertificateKey"),
        new("Web:CertificateKey", "FILE", "The key of a PEM certificate"),
        new("Web:Proxies", "ADDRESSES", "Reverse proxies that are believed: addresses or networks, with commas"),
        new("Web:Connections", "NUMBER", "Connections of browsers and programs at a time; 5000 without it"),
        new("Web:LiveConnections", "NUMBER", "WebSockets at a time, two for each open page; 5000 without it"),
        new("Web:BodyBytes", "BYTES", "The largest body of a call; 1048576 without it"),
        new("Web:HeaderSeconds", "SECONDS", "Time for the headers of a call; 10 without it"),
        new("Web:BytesPerSecond", "BYTES", "The slowest caller that is waited for; 240 without it"),
    ];

    private const string ProxiesKey = "Web:Proxies";

    /// <summary>ASP.NET Core's own switch, with which it believes every sender.</summary>
    private const string BelieveAll = "ForwardedHeaders_Enabled";

    /// <exception cref="SettingsException">One of them cannot work.</exception>
    public static WebSettings Read(IConfiguration configuration)
    {
        if (WardGridSettings.Flag(configuration, BelieveAll, false))
            throw new SettingsException(
                BelieveAll,
                "true",
                $"that it is not set, because with it every sender is believed. Name the proxies in {ProxiesKey}"
            );
        var certificate = CertificateFile.Read(configuration, "Web");
        CheckAddresses(configuration, certificate);
        return new(certificate, [.. List(configuration[ProxiesKey]).Select(Network)], WebLimits.Read(configuration));
    }

    private static string[] List(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>An address counts as the network of this one address.</summary>
    private static IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new(address, address.GetAddressBytes().Length * 8);
        if (IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0)
            return network;
        throw new SettingsException(ProxiesKey, text, "addresses or networks, such as 10.1.2.3,10.4.0.0/16");
    }

    /// <summary>A certificate without an https address, or an address without a certificate, is a mistake.</summary>
    private static void CheckAddresses(IConfiguration configuration, CertificateFile? certificate)
    {
        if (configuration["urls"] is not { Length: > 0 } urls)
            return;
        var secure = urls.Contains("https://", StringComparison.OrdinalIgnoreCase);
        if (certificate is not null && !secure)
            throw new SettingsException("urls", urls, "an https address, because Web:Certificate is set");
        if (certificate is null && secure && !configuration.GetSection("Kestrel:Certificates").Exists())
            throw new SettingsException("Web:Certificate", "", $"a certificate file, because urls is {urls}");
    }
}
