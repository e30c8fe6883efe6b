using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Hl7;

/// <summary>Speaks TLS with the gateways, where the settings name a certificate.</summary>
/// <remarks>
/// With an authority, a gateway must show a certificate of it: HL7 knows no password that could stand instead.
/// </remarks>
public sealed class Hl7Tls(Hl7Settings settings, IServiceProvider services)
{
    private readonly X509Certificate2Collection? _authorities = settings.ClientAuthorities;

    private readonly RenewedCertificate? _certificate = settings.Certificate is { } file
        ? RenewedCertificate.Of(file, services)
        : null;

    /// <summary>Whether the port speaks TLS, and nothing else.</summary>
    public bool IsOn => _certificate is not null;

    /// <summary>The connection as it is read and written; without a certificate the one of TCP.</summary>
    /// <exception cref="AuthenticationException">The gateway speaks no TLS, or shows no certificate that counts.
    /// </exception>
    public async Task<Stream> BeginAsync(NetworkStream connection, CancellationToken stop)
    {
        if (_certificate is null)
            return connection;
        var secure = new SslStream(connection);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = _authorities is not null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            // Nothing is fetched from the addresses that a certificate names; the callback below judges it.
            CertificateChainPolicy = new() { DisableCertificateDownloads = true },
            RemoteCertificateValidationCallback = (_, shown, sent, _) => Counts(shown, sent),
        };
        try
        {
            await secure.AuthenticateAsServerAsync(options, stop);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private bool Counts(X509Certificate? shown, X509Chain? sent) =>
        _authorities is null
        || (
            shown is X509Certificate2 certificate
            && PeerCertificates.IsIssuedBy(_authorities, certificate, sent, PeerCertificates.ForClients)
        );
}
