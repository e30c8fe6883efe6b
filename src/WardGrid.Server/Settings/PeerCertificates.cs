using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Settings;

/// <summary>Judges the certificate that a device or another server shows.</summary>
internal static class PeerCertificates
{
    /// <summary>Extended key usage: TLS server (RFC 5280, 4.2.1.12).</summary>
    public static readonly Oid ForServers = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Extended key usage: TLS client.</summary>
    public static readonly Oid ForClients = new("1.3.6.1.5.5.7.3.2");

    private const string CommonName = "2.5.4.3";

    /// <summary>
    /// Whether the certificate is valid now, was issued by one of the authorities, and is meant for each of the uses.
    /// </summary>
    /// <param name="sent">The certificates that the peer sent with it, which may lie between it and the authority.
    /// </param>
    public static bool IsIssuedBy(
        X509Certificate2Collection authorities,
        X509Certificate2 certificate,
        X509Chain? sent,
        params ReadOnlySpan<Oid> uses
    )
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        // An authority between the root and the peer is trusted only because the root has signed it.
        policy.ExtraStore.AddRange(authorities);
        policy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        foreach (var use in uses)
            policy.ApplicationPolicy.Add(use);
        // A list of revoked certificates would be fetched from an address that the certificate names, and this server
        // calls nobody. Devices' certificates are looked up in the list of Mqtt:ClientRevocationList.
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    /// <summary>The one common name of the certificate; empty if it has none or several.</summary>
    public static string NameOf(X509Certificate2 certificate)
    {
        var names = certificate
            .SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            .Select(part => part.GetSingleElementValue())
            .ToArray();
        return names is [{ } name] ? name : "";
    }
}
