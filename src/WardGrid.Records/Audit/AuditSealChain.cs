using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Audit;

/// <summary>Links each seal of the audit trail to the seal before it, and to the entry that records it.</summary>
/// <remarks>
/// The newest seal's entry is always in the trail. It names the newest seal's hash, which is over all seals. So the
/// trail proves every seal, also those whose own entry was sealed since.
/// </remarks>
internal static class AuditSealChain
{
    public const string Act = "audit.sealed";

    /// <summary>The seal with its hash: SHA-256 over the hash of the seal before and its own facts as text.</summary>
    public static AuditSeal Sealed(AuditSeal seal, AuditSeal? before) =>
        seal with
        {
            Hash = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes($"{(before?.Hash ?? AuditHead.Empty.Hash)}\n{Facts(seal)}"))
            ),
        };

    /// <summary>The entry that records a seal.</summary>
    public static AuditEntry EntryOf(AuditSeal seal) =>
        new(
            seal.At,
            seal.By,
            Act,
            seal.Segment.File,
            $"entries {seal.Segment.First} to {seal.Segment.Last}, from {Text(seal.Segment.FirstAt)} to "
                + $"{Text(seal.Segment.LastAt)}; SHA-256 of the file {seal.Segment.FileHash}; hash before the first "
                + $"{seal.Segment.After.Hash}; hash of the last {seal.Segment.Head.Hash}; "
                + $"seal {seal.Number} {seal.Hash}"
        );

    /// <summary>Where the seals do not follow each other from entry 1, in words; null if they do.</summary>
    public static string? Broken(IReadOnlyList<AuditSeal> seals)
    {
        AuditSeal? before = null;
        foreach (var seal in seals)
        {
            if (seal.Segment.After != (before?.Segment.Head ?? AuditHead.Empty))
                return $"seal {seal.Number} does not begin where the one before it ended: a seal is missing or forged";
            if (seal != Sealed(seal, before))
                return $"seal {seal.Number} was changed or forged: its hash does not fit";
            before = seal;
        }

        return null;
    }

    private static string Facts(AuditSeal seal) =>
        string.Join(
            '\n',
            seal.Number,
            seal.Segment.After,
            seal.Segment.Head,
            seal.Segment.FirstAt.Micros(),
            seal.Segment.LastAt.Micros(),
            seal.Segment.File,
            seal.Segment.FileHash,
            seal.At.Micros(),
            seal.By,
            seal.Entry
        );

    private static string Text(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
