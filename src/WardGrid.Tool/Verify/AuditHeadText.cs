using System.Globalization;
using WardGrid.Patients.Records;

namespace WardGrid.Tool.Verify;

/// <summary>A head of the audit trail as text: <c>NUMBER:HASH</c>.</summary>
internal static class AuditHeadText
{
    /// <summary>Null for a text that is no head.</summary>
    public static AuditHead? Read(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash]
        && hash.All(char.IsAsciiHexDigit)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new(sequence, hash.ToLowerInvariant())
            : null;
}
