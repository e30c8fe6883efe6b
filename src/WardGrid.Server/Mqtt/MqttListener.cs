using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WardGrid.Patients.Devices;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Mqtt;

/// <summary>
/// Listens for devices on Kestrel's sockets, with TLS if there is a certificate, and passes their connections to the
/// endpoint.
/// </summary>
/// <remarks>
/// It has its own Kestrel server, so that the web server's addresses (<c>--urls</c>) do not change. It needs the
/// services of <c>WebApplication.CreateBuilder</c>; their sockets send without delay (TCP_NODELAY).
/// </remarks>
public sealed class MqttListener(MqttEndpoint endpoint, IServiceProvider services, ILoggerFactory loggers)
    : IHostedService,
        IDeviceEndpoint,
        IDisposable
{
    private static readonly object Secured = new();

    private KestrelServer? _kestrel;

    /// <summary>The port without TLS; 0: none.</summary>
    public int Port { get; private set; }

    /// <summary>The port with TLS; 0: none.</summary>
    public int TlsPort { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Devices are disconnected before anything else stops: a connected device would hold Kestrel for 30 s, and the
        // silo would then leave the cluster without saying so.
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(endpoint.BeginStop);
        var settings = endpoint.Options;
        // Kestrel would choose a port of its own where it is given none.
        if (settings is { Port: null, Certificate: null })
            return;
        var kestrel = new KestrelServerOptions { ApplicationServices = services };
        ListenOptions? plain = null;
        ListenOptions? secure = null;
        if (settings.Port is { } port)
            Listen(kestrel, port, listen => Serve(plain = listen));
        if (settings.Certificate is { } certificate)
            Listen(kestrel, settings.TlsPort, listen => Secure(secure = listen, certificate));

        // The program's own transport uses Kestrel's memory pool; a transport made here would allocate every block.
        var transport =
            services.GetServices<IConnectionListenerFactory>().OfType<SocketTransportFactory>().FirstOrDefault()
            ?? throw new InvalidOperationException(
                "MQTT listens on Kestrel's sockets: make the program with WebApplication.CreateBuilder"
            );
        _kestrel = new(Options.Create(kestrel), transport, loggers);
        await _kestrel.StartAsync(new NoHttp(), cancellationToken).ConfigureAwait(false);
        Port = plain?.IPEndPoint?.Port ?? 0;
        TlsPort = secure?.IPEndPoint?.Port ?? 0;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await endpoint.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_kestrel is not null)
            await _kestrel.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _kestrel?.Dispose();

    private void Listen(KestrelServerOptions kestrel, int port, Action<ListenOptions> configure)
    {
        // ListenAnyIP uses IPv4 on a machine without IPv6.
        if (endpoint.Options.Address.Equals(IPAddress.IPv6Any))
            kestrel.ListenAnyIP(port, configure);
        else
            kestrel.Listen(endpoint.Options.Address, port, configure);
    }

    /// <summary>
    /// Serves connections with TLS. Kestrel does not report a handshake that fails, so it is reported here.
    /// </summary>
    private void Secure(ListenOptions listen, X509Certificate2 certificate)
    {
        listen.Use(next =>
            async connection =>
            {
                await next(connection).ConfigureAwait(false);
                if (!connection.Items.ContainsKey(Secured))
                    endpoint.RefuseWithoutTls(AddressOf(connection));
            }
        );
        listen.UseHttps(tls =>
        {
            tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            tls.ServerCertificate = certificate;
            tls.ServerCertificateChain = endpoint.Options.CertificateChain;
            if (endpoint.Options.CertificateFile is { } file)
            {
                var renewed = RenewedCertificate.Of(file, services);
                tls.OnAuthenticate = (_, options) => options.ServerCertificateContext = renewed.Context;
            }

            if (endpoint.Options.ClientAuthorities is not { Count: > 0 } authorities)
                return;
            // A device without a certificate may have a password.
            tls.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            tls.ClientCertificateValidation = (shown, sent, _) =>
                PeerCertificates.IsIssuedBy(authorities, shown, sent, PeerCertificates.ForClients);
        });
        listen.Use(next =>
            connection =>
            {
                connection.Items[Secured] = true;
                return next(connection);
            }
        );
        Serve(listen);
    }

    private void Serve(ListenOptions listen) =>
        listen.Run(connection =>
            endpoint.ServeAsync(
                connection.Transport,
                AddressOf(connection),
                connection.Abort,
                connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate
            )
        );

    private static string AddressOf(ConnectionContext connection) => connection.RemoteEndPoint?.ToString() ?? "unknown";

    /// <summary>Kestrel asks for an application; no connection of this one speaks HTTP.</summary>
    private sealed class NoHttp : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => this;

        public Task ProcessRequestAsync(object context) => Task.CompletedTask;

        public void DisposeContext(object context, Exception? exception) { }
    }
}

/// <summary>Adds the endpoint to a program.</summary>
public static class MqttRegistration
{
    /// <summary>
    /// Adds the endpoint, which listens once the program starts. The program provides an <see cref="IMqttHost"/>, and
    /// may provide an <see cref="IMqttObserver"/>.
    /// </summary>
    public static IServiceCollection AddMqttEndpoint(this IServiceCollection services, MqttEndpointOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(all => new MqttEndpoint(
            options,
            all.GetRequiredService<IMqttHost>(),
            all.GetService<IMqttObserver>(),
            all.GetRequiredService<TimeProvider>(),
            all.GetService<RevokedCertificates>()
        ));
        services.AddSingleton<MqttListener>();
        services.AddSingleton<IDeviceEndpoint>(s => s.GetRequiredService<MqttListener>());
        services.AddHostedService(s => s.GetRequiredService<MqttListener>());
        return services;
    }
}
