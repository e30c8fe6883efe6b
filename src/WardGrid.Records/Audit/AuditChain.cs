using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Audit;

/// <summary>The hash that links an entry of the audit trail to all earlier entries.</summary>
/// <remarks>
/// hash(n) = SHA-256 of: hash(n - 1) | n as int64 | time in microseconds since 1970 as int64 | actor, what, subject,
/// detail and, where the entry has one, the address from where the person acted; each as its length in UTF-8 bytes
/// (int32) and those bytes. Integers are little-endian. hash(0) is 32 zero bytes.
/// </remarks>
public static class AuditChain
{
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    public static byte[] Hash(ReadOnlySpan<byte> before, long sequence, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Append(hash, sequence);
        Append(hash, entry.At.Micros());
        Append(hash, entry.By);
        Append(hash, entry.What);
        Append(hash, entry.Subject);
        Append(hash, entry.Detail);
        if (entry.From.Length > 0)
            Append(hash, entry.From);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
