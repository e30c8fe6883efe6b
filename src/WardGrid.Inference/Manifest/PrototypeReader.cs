using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Prototypes;

namespace WardGrid.Inference.Manifest;

/// <summary>Reads the known alarms of every kind, as strictly as the manifest.</summary>
internal static class PrototypeReader
{
    public static AlarmPrototypes Read(ReadOnlySpan<byte> json, string sha256)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(json));
        if (!string.Equals(hash, sha256, StringComparison.OrdinalIgnoreCase))
            throw new ModelException(
                "the prototypes are not the file that their manifest describes: "
                    + $"its SHA-256 is {hash}, the manifest says {sha256}"
            );
        try
        {
            return new(
                JsonSerializer.Deserialize<ImmutableDictionary<AlarmKind, PrototypeKind>>(
                    json,
                    ModelManifestReader.Strict
                ) ?? throw new ModelException("the file of prototypes is empty")
            );
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            throw new ModelException($"the prototypes cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
