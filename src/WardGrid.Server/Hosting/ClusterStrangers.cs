using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Hosting;

/// <summary>Says in words which program the servers of a cluster do not listen to, and why.</summary>
internal sealed partial class ClusterStrangers(ClusterTls tls, ILogger<ClusterStrangers> log)
{
    /// <summary>The first byte of a TLS connection: a handshake record (RFC 8446, 5.1).</summary>
    private const byte TlsHandshake = 22;

    public bool IsServerOfCluster(X509Certificate2 certificate, X509Chain? sent)
    {
        if (tls.IsServerOfCluster(certificate, sent))
            return true;
        LogCertificate(log, certificate.Subject, certificate.Issuer, certificate.NotAfter, tls.Name);
        return false;
    }

    /// <summary>Looks at the first byte and leaves it there; a connection without TLS ends here.</summary>
    public async Task RequireTlsAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var input = connection.Transport.Input;
        var first = await input.ReadAsync(connection.ConnectionClosed);
        var isPlain = !first.Buffer.IsEmpty && first.Buffer.FirstSpan[0] != TlsHandshake;
        input.AdvanceTo(first.Buffer.Start);
        if (!isPlain)
        {
            await next(connection);
            return;
        }

        LogPlain(log, connection.RemoteEndPoint?.ToString() ?? "unknown");
        connection.Abort();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A server or program was not let into the cluster. Its certificate is {Subject} of {Issuer}, valid "
            + "until {Until:yyyy-MM-dd}. It must be of Cluster:CertificateAuthority, be valid now, be for TLS servers "
            + "and clients, and have the common name {Name}."
    )]
    private static partial void LogCertificate(ILogger log, string subject, string issuer, DateTime until, string name);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A server or program at {Address} was not let into the cluster, because it does not speak TLS. If it "
            + "is a server of this hospital, give it Cluster:Certificate and Cluster:CertificateAuthority."
    )]
    private static partial void LogPlain(ILogger log, string address);
}
