using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WardGrid.UnitTests;

/// <summary>A hospital's certificate authority, with an authority below it that issues, made for one test.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly DateTimeOffset To = From.AddYears(100);

    private readonly X509Certificate2 _root = SelfSigned("CN=Root of the tests");
    private readonly X509Certificate2 _issuer;
    private int _issued;

    public TestAuthority() => _issuer = Sign("CN=Issuer of the tests", _root, static r => r.Add(Authority()));

    /// <summary>What a client must trust.</summary>
    public X509Certificate2 Root => _root;

    /// <summary>The certificate between the root and those that it issues.</summary>
    public X509Certificate2 Issuer => _issuer;

    /// <param name="usage">What it is for: of a server, of a client; null for both.</param>
    public X509Certificate2 Issue(string commonName, string? usage = null, DateTimeOffset? until = null)
    {
        using var made = Sign(
            new X500DistinguishedName($"CN={commonName}").Name,
            _issuer,
            extensions =>
            {
                var names = new SubjectAlternativeNameBuilder();
                names.AddDnsName(commonName);
                names.AddIpAddress(IPAddress.Loopback);
                extensions.Add(names.Build());
                OidCollection purposes = usage is null ? [new(ServerUse), new(ClientUse)] : [new(usage)];
                extensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
            },
            until
        );
        // Through PKCS#12, because a key that was only just made cannot be used for TLS on every system.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public const string ServerUse = "1.3.6.1.5.5.7.3.1";

    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>Writes a certificate with its issuer, and its key, as two PEM files.</summary>
    public (string Certificate, string Key) Write(string folder, X509Certificate2 certificate, string name)
    {
        var (file, key) = (Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.key"));
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + _issuer.ExportCertificatePem());
        File.WriteAllText(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return (file, key);
    }

    /// <summary>Writes what a server must trust as a PEM file: the root, and the issuer below it.</summary>
    public string WriteAuthorities(string folder)
    {
        var file = Path.Combine(folder, "authority.pem");
        File.WriteAllText(file, _root.ExportCertificatePem() + "\n" + _issuer.ExportCertificatePem());
        return file;
    }

    /// <summary>The list, in PEM, of the certificates that the issuer has revoked, signed by it.</summary>
    public string Revoke(params ReadOnlySpan<X509Certificate2> revoked) => Build(_issuer, From.AddDays(1), revoked);

    /// <summary>A list in the issuer's name, signed by somebody else.</summary>
    public string ForgeList(params ReadOnlySpan<X509Certificate2> revoked)
    {
        using var forger = SelfSigned(_issuer.Subject);
        return Build(forger, From.AddDays(1), revoked);
    }

    /// <summary>Whether a server shows a certificate of this authority; the names are not compared.</summary>
    public bool Trusts(X509Certificate2? shown, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var between in sent?.ChainPolicy.ExtraStore ?? [])
            chain.ChainPolicy.ExtraStore.Add(between);
        return shown is not null && chain.Build(shown);
    }

    public void Dispose()
    {
        _root.Dispose();
        _issuer.Dispose();
    }

    private static string Build(X509Certificate2 by, DateTimeOffset renewed, ReadOnlySpan<X509Certificate2> revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
            list.AddEntry(certificate, From);
        using var key = by.GetECDsaPrivateKey()!;
        var der = list.Build(
            by.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            1,
            renewed,
            HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(by, false, true),
            From
        );
        return PemEncoding.WriteString("X509 CRL", der);
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Authority());
        return request.CreateSelfSigned(From, To);
    }

    private X509Certificate2 Sign(
        string name,
        X509Certificate2 by,
        Action<System.Collections.ObjectModel.Collection<X509Extension>> extend,
        DateTimeOffset? until = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        extend(request.CertificateExtensions);
        using var signed = request.Create(by, From, until ?? To.AddDays(-1), BitConverter.GetBytes(++_issued));
        return signed.CopyWithPrivateKey(key);
    }

    private static X509BasicConstraintsExtension Authority() => new(true, false, 0, critical: true);
}
