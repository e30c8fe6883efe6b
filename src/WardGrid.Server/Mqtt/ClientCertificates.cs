using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Mqtt;

/// <summary>Judges the certificates that devices show instead of a password.</summary>
internal static class ClientCertificates
{
    /// <summary>Extended key usage: TLS client (RFC 5280, 4.2.1.12).</summary>
    private static readonly Oid ForClients = new("1.3.6.1.5.5.7.3.2");

    private const string CommonName = "2.5.4.3";

    /// <summary>
    /// Whether the certificate is valid now, was issued by one of the authorities, and is meant for a client of TLS.
    /// </summary>
    /// <param name="sent">The certificates that the device sent with it, which may lie between it and the authority.
    /// </param>
    public static bool IsIssuedBy(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        // An authority between the root and the device is trusted only because the root has signed it.
        policy.ExtraStore.AddRange(authorities);
        policy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
        policy.ApplicationPolicy.Add(ForClients);
        // A list of revoked certificates would be fetched from an address that the certificate names, and this server
        // calls nobody. A device whose certificate must not count any more is retired.
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
