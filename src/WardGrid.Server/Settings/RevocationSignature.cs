using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Settings;

/// <summary>Checks who has signed a certificate revocation list.</summary>
internal static class RevocationSignature
{
    /// <param name="algorithm">The object identifier of the signature: RSA (PKCS #1) or ECDSA with SHA-2.</param>
    public static bool IsOf(
        X509Certificate2 authority,
        X500DistinguishedName issuer,
        string algorithm,
        ReadOnlySpan<byte> signed,
        ReadOnlySpan<byte> signature
    )
    {
        if (!authority.SubjectName.RawData.AsSpan().SequenceEqual(issuer.RawData) || !MaySign(authority))
            return false;
        if (HashOf(algorithm) is not { } hash)
            throw new CryptographicException($"the list's signature ({algorithm}) is not RSA or ECDSA with SHA-2");
        using var rsa = authority.GetRSAPublicKey();
        if (rsa is not null)
            return rsa.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
        using var ecdsa = authority.GetECDsaPublicKey();
        return ecdsa?.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence) == true;
    }

    /// <summary>An authority that says what its key is for must name the signing of such lists.</summary>
    private static bool MaySign(X509Certificate2 authority) =>
        authority
            .Extensions.OfType<X509KeyUsageExtension>()
            .All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign));

    private static HashAlgorithmName? HashOf(string algorithm) =>
        algorithm switch
        {
            "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
            _ => null,
        };
}
