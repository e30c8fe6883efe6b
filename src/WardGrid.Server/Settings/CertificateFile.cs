using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Settings;

/// <summary>A certificate with its key, and the certificates between it and its authority.</summary>
/// <param name="Chain">Sent with the certificate, so that a client needs to know the root only; may be empty.</param>
public sealed record CertificateFile(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    /// <summary>Where it was read from; null for one that was made otherwise.</summary>
    internal CertificateSource? Source { get; private init; }

    /// <summary>What its files held when it was read.</summary>
    internal ImmutableArray<byte> Bytes { get; private init; } = [];

    /// <summary>
    /// Reads the certificate of a section: <c>Certificate</c>, with <c>CertificateKey</c> if it is PEM, and
    /// <c>CertificatePassword</c> if the file or its key is encrypted.
    /// </summary>
    /// <exception cref="SettingsException">There is no certificate with a key in the file.</exception>
    internal static CertificateFile? Read(IConfiguration configuration, string section)
    {
        if (configuration[$"{section}:Certificate"] is not { Length: > 0 } path)
            return null;
        var key = configuration[$"{section}:CertificateKey"];
        try
        {
            return Read(new CertificateSource(section, path, key, configuration[$"{section}:CertificatePassword"]));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new SettingsException(
                $"{section}:Certificate",
                path,
                $"a PKCS#12 file, or a PEM file with {section}:CertificateKey ({e.Message})"
            );
        }
    }

    /// <summary>Reads it again; it fails with what <see cref="IsUnreadable"/> names.</summary>
    internal static CertificateFile Read(CertificateSource source)
    {
        var bytes = source.ReadBytes();
        var file = source.Key is { Length: > 0 } key
            ? ReadPem(source.Path, key, source.Password)
            : ReadPkcs12(source.Path, source.Password);
        return file with { Source = source, Bytes = bytes };
    }

    /// <summary>Reads the certificates of authorities from a PEM file; null where the setting is empty.</summary>
    /// <exception cref="SettingsException">There is none in the file.</exception>
    internal static X509Certificate2Collection? ReadAuthorities(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } path)
            return null;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new SettingsException(key, path, $"a PEM file with the authority's certificate ({e.Message})");
        }

        return authorities.Count > 0
            ? authorities
            : throw new SettingsException(key, path, "a PEM file with the authority's certificate");
    }

    private static CertificateFile ReadPem(string path, string key, string? password)
    {
        var certificate = string.IsNullOrEmpty(password)
            ? X509Certificate2.CreateFromPemFile(path, key)
            : X509Certificate2.CreateFromEncryptedPemFile(path, password, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        return new(certificate, Others(chain, certificate));
    }

    private static CertificateFile ReadPkcs12(string path, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
        var certificate =
            all.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("it holds no private key");
        return new(certificate, Others(all, certificate));
    }

    private static X509Certificate2Collection Others(X509Certificate2Collection all, X509Certificate2 certificate) =>
        [.. all.Where(c => !c.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))];

    internal static bool IsUnreadable(Exception e) =>
        e is IOException or CryptographicException or UnauthorizedAccessException or ArgumentException;
}
