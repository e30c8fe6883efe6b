using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Settings;

/// <summary>How the servers of a cluster know each other: each shows a certificate to each.</summary>
/// <param name="Own">This server's certificate. All of one cluster have the same common name.</param>
/// <param name="Authorities">The authorities that issue the servers' certificates.</param>
public sealed record ClusterTls(CertificateFile Own, X509Certificate2Collection Authorities)
{
    private const string CertificateKey = "Cluster:Certificate";

    private const string AuthorityKey = "Cluster:CertificateAuthority";

    /// <summary>The common name by which a server knows the others.</summary>
    public string Name => PeerCertificates.NameOf(Own.Certificate);

    /// <summary>
    /// Whether the other end is a server of this cluster. Each calls and is called, so its certificate is meant for
    /// both. The name counts too: an authority of the whole hospital also issues for others.
    /// </summary>
    public bool IsServerOfCluster(X509Certificate2 certificate, X509Chain? sent) =>
        PeerCertificates.NameOf(certificate) == Name
        && PeerCertificates.IsIssuedBy(
            Authorities,
            certificate,
            sent,
            PeerCertificates.ForServers,
            PeerCertificates.ForClients
        );

    /// <exception cref="SettingsException">
    /// There is only a part of it, or the own certificate would not count.
    /// </exception>
    internal static ClusterTls? Read(IConfiguration configuration)
    {
        var own = CertificateFile.Read(configuration, "Cluster");
        var authorities = CertificateFile.ReadAuthorities(configuration, AuthorityKey);
        if (own is null && authorities is null)
            return null;
        if (own is null)
            throw new SettingsException(CertificateKey, "", $"a certificate file, because {AuthorityKey} is set");
        if (authorities is null)
            throw new SettingsException(AuthorityKey, "", $"the authority's PEM file, because {CertificateKey} is set");
        var tls = new ClusterTls(own, authorities);
        if (tls.Name.Length == 0 || !tls.IsServerOfCluster(own.Certificate, null))
            throw new SettingsException(
                CertificateKey,
                configuration[CertificateKey]!,
                $"a certificate with one common name, valid now, of {AuthorityKey}, for TLS servers and clients"
            );
        return tls;
    }
}
