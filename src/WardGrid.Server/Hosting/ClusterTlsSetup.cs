using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using Orleans.Connections.Security;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Hosting;

/// <summary>Encrypts what silos say to each other, and lets in no other silo and no other program.</summary>
public static class ClusterTlsSetup
{
    /// <summary>
    /// Both ends of each connection show a certificate, between silos and at the gateway. Orleans sends the certificate
    /// alone, so what lies between it and the root belongs into the authorities' file.
    /// </summary>
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, ClusterTls tls)
    {
        silo.Services.AddOptions<SiloConnectionOptions>()
            .Configure<ILogger<ClusterStrangers>>(
                (connections, log) =>
                {
                    var strangers = new ClusterStrangers(tls, log);
                    var options = Options(tls, strangers);
                    connections.ConfigureSiloInboundConnection(Listen);
                    connections.ConfigureGatewayInboundConnection(Listen);
                    connections.ConfigureSiloOutboundConnection(call => call.UseClientTls(options));

                    void Listen(IConnectionBuilder listen)
                    {
                        listen.Use(next => connection => strangers.RequireTlsAsync(connection, next));
                        listen.UseServerTls(options);
                    }
                }
            );
        return silo;
    }

    private static TlsOptions Options(ClusterTls tls, ClusterStrangers strangers) =>
        new()
        {
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            LocalCertificate = tls.Own.Certificate,
            RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
            ClientCertificateMode = RemoteCertificateMode.RequireCertificate,
            RemoteCertificateValidation = (shown, sent, _) => strangers.IsServerOfCluster(shown, sent),
            // Silos call each other by address; the common name is what they are known by.
            OnAuthenticateAsClient = (_, client) => client.TargetHost = tls.Name,
        };
}
