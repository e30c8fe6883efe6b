using System.Security.Authentication;
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
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, ClusterTls tls) =>
        silo.UseTls(options =>
        {
            options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            options.LocalCertificate = tls.Own.Certificate;
            options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            options.RemoteCertificateValidation = (shown, sent, _) => tls.IsServerOfCluster(shown, sent);
            // Silos call each other by address; the common name is what they are known by.
            options.OnAuthenticateAsClient = (_, client) => client.TargetHost = tls.Name;
        });
}
