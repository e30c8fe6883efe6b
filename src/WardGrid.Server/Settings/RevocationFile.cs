using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WardGrid.Server.Settings;

/// <summary>A file of certificate revocation lists, and the authorities that may have signed them.</summary>
/// <param name="Path">The file, in PEM or DER.</param>
public sealed record RevocationFile(string Path, X509Certificate2Collection Authorities)
{
    private const string Key = "Mqtt:ClientRevocationList";

    /// <summary>Checks the file of the setting; null where the setting is empty.</summary>
    /// <exception cref="SettingsException">The file cannot be used, or there is no authority.</exception>
    public static RevocationFile? Read(IConfiguration configuration, X509Certificate2Collection? authorities)
    {
        if (configuration[Key] is not { Length: > 0 } path)
            return null;
        if (authorities is null)
            throw new SettingsException(Key, path, "empty without Mqtt:ClientAuthority, which must have signed it");
        try
        {
            RevocationList.ReadAll(File.ReadAllBytes(path), authorities);
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new SettingsException(Key, path, $"a revocation list of the authority, PEM or DER ({e.Message})");
        }

        return new(path, authorities);
    }

    internal static bool IsUnusable(Exception e) =>
        e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
