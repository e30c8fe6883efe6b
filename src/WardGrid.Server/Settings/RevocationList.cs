using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Settings;

/// <summary>The certificates that one authority has revoked: a certificate revocation list of RFC 5280.</summary>
/// <remarks>
/// A list counts if one of the known authorities has signed it. It still counts after its own next update, because
/// nobody takes a revocation back by being late. A list that says only a part (a critical extension, such as of a delta
/// list) is refused.
/// </remarks>
internal sealed class RevocationList
{
    private const string PemLabel = "X509 CRL";

    private readonly X500DistinguishedName _issuer;
    private readonly FrozenSet<string> _serialNumbers;

    private RevocationList(X500DistinguishedName issuer, IEnumerable<string> serialNumbers) =>
        (_issuer, _serialNumbers) = (issuer, serialNumbers.ToFrozenSet());

    public int Count => _serialNumbers.Count;

    /// <summary>Whether the list's authority issued the certificate and has revoked it.</summary>
    public bool Includes(X509Certificate2 certificate) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(_issuer.RawData)
        && _serialNumbers.Contains(Convert.ToHexString(certificate.SerialNumberBytes.Span));

    /// <summary>Reads a file: one list in DER, or one or more in PEM.</summary>
    /// <exception cref="CryptographicException">A list is broken, or of none of the authorities.</exception>
    public static RevocationList[] ReadAll(byte[] file, X509Certificate2Collection authorities)
    {
        try
        {
            var lists = Decode(file).Select(der => Read(der, authorities)).ToArray();
            return lists.Length > 0 ? lists : throw new CryptographicException("it holds no list");
        }
        catch (Exception e) when (e is AsnContentException or FormatException)
        {
            throw new CryptographicException($"the list is broken: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static List<byte[]> Decode(byte[] file)
    {
        // DER begins with a sequence, PEM with dashes or a comment.
        if (file is [0x30, ..])
            return [file];
        var text = System.Text.Encoding.ASCII.GetString(file);
        var found = new List<byte[]>();
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var at); rest = rest[at.Location.End..])
        {
            if (rest[at.Label] is PemLabel)
                found.Add(Convert.FromBase64String(rest[at.Base64Data].ToString()));
        }

        return found;
    }

    private static RevocationList Read(byte[] der, X509Certificate2Collection authorities)
    {
        var all = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var signed = all.PeekEncodedValue();
        var content = all.ReadSequence();
        var algorithm = all.ReadSequence().ReadObjectIdentifier();
        var signature = all.ReadBitString(out _);

        if (content.PeekTag() == Asn1Tag.Integer)
            content.ReadInteger();
        content.ReadSequence();
        var issuer = new X500DistinguishedName(content.ReadEncodedValue().Span);
        if (!authorities.Any(a => RevocationSignature.IsOf(a, issuer, algorithm, signed.Span, signature)))
            throw new CryptographicException($"none of the authorities has signed the list of {issuer.Name}");
        content.ReadEncodedValue();
        if (content.HasData && IsTime(content.PeekTag()))
            content.ReadEncodedValue();
        var serialNumbers = new List<string>();
        if (content.HasData && content.PeekTag() == Asn1Tag.Sequence)
        {
            var entries = content.ReadSequence();
            while (entries.HasData)
                serialNumbers.Add(Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span));
        }

        if (content.HasData)
            RefuseCritical(content);
        return new(issuer, serialNumbers);
    }

    private static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;

    private static void RefuseCritical(AsnReader content)
    {
        var extensions = content.ReadSequence(new(TagClass.ContextSpecific, 0)).ReadSequence();
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var kind = extension.ReadObjectIdentifier();
            if (extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean())
                throw new CryptographicException($"the list covers only a part (critical extension {kind})");
        }
    }
}
