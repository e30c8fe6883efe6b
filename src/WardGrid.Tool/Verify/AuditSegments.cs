using System.Collections.Immutable;
using System.Security.Cryptography;
using WardGrid.Patients.Records;

namespace WardGrid.Tool.Verify;

/// <summary>The files of sealed segments, against the seals of the store.</summary>
internal static class AuditSegments
{
    /// <summary>Which files are missing, changed, or do not fit the expected head, in words; null if all fit.</summary>
    public static string? Broken(DirectoryInfo folder, ImmutableArray<AuditSeal> seals, AuditHead? expected)
    {
        if (!folder.Exists)
            throw new DirectoryNotFoundException($"there is no folder {folder.FullName}");
        var broken = seals.Select(seal => BrokenOne(folder, seal.Segment, expected)).OfType<string>().ToList();
        return broken.Count > 0 ? string.Join("; ", broken) : null;
    }

    private static string? BrokenOne(DirectoryInfo folder, AuditSegment segment, AuditHead? expected)
    {
        var entries = $"entries {segment.First} to {segment.Last}";

        // Only the name counts, so that a forged seal leads to no other folder.
        var path = Path.Combine(folder.FullName, Path.GetFileName(segment.File));
        if (!File.Exists(path))
            return $"the segment {segment.File} with {entries} is missing in {folder.FullName}";
        using (var bytes = File.OpenRead(path))
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != segment.FileHash)
                return $"the segment {segment.File} with {entries} was changed: its SHA-256 is not the sealed one";
        var file = AuditExportFile.Read(path);
        if (AuditFileCheck.AgainstItself(file, segment.Holds(expected?.Sequence ?? 0) ? expected : null) is { } broken)
            return $"in the segment {segment.File}, {broken}";
        return file.Whole && file.After == segment.After && file.Head == segment.Head
            ? null
            : $"the segment {segment.File} does not hold {entries} of this trail: its seal is forged";
    }
}
