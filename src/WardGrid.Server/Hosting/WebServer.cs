using System.Security.Authentication;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Hosting;

/// <summary>The web server under the pages and calls: HTTPS, limits, and whom it believes about the caller.</summary>
internal static class WebServer
{
    /// <summary>How long a slow caller may stay below the slowest rate: Kestrel's usual grace.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder AddWebServer(this WebApplicationBuilder builder, WebSettings web)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // A caller need not know which web server this is, to look for its weaknesses.
            kestrel.AddServerHeader = false;
            // With HTTP/2 one connection carries a hundred WebSockets, which no limit of connections counts.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            Limit(kestrel.Limits, web.Limits);
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                if (web.Certificate is not { } file)
                    return;
                https.ServerCertificate = file.Certificate;
                var renewed = RenewedCertificate.Of(file, kestrel.ApplicationServices);
                https.OnAuthenticate = (_, tls) => tls.ServerCertificateContext = renewed.Context;
            });
        });
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => Believe(forwarded, web));
        return builder;
    }

    /// <summary>Comes before everything that asks whether the caller came over HTTPS, and from where.</summary>
    public static void UseWebServer(this WebApplication app, WebSettings web)
    {
        if (!web.Proxies.IsEmpty)
            app.UseForwardedHeaders();
        if (web.Certificate is not null)
            app.UseMiddleware<HttpsOnly>();
    }

    private static void Limit(KestrelServerLimits limits, WebLimits web)
    {
        limits.MaxConcurrentConnections = web.Connections;
        limits.MaxConcurrentUpgradedConnections = web.LiveConnections;
        limits.MaxRequestBodySize = web.BodyBytes;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(web.HeaderSeconds);
        limits.MinRequestBodyDataRate = new(web.BytesPerSecond, Grace);
        limits.MinResponseDataRate = new(web.BytesPerSecond, Grace);
    }

    /// <summary>
    /// A proxy is believed about the caller's address and about HTTPS. Where it passes on what another proxy said, that
    /// one must be named too. The host's name is not taken from it: the proxy leaves it as the browser sent it.
    /// </summary>
    private static void Believe(ForwardedHeadersOptions forwarded, WebSettings web)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in web.Proxies)
            forwarded.KnownIPNetworks.Add(network);
    }
}
