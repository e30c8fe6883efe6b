namespace WardGrid.Server.Settings;

/// <summary>Reads secrets from a folder with one file for each, as systemd, Docker and Kubernetes give them.</summary>
/// <remarks>
/// The file's name is the setting, with two underscores for each colon (<c>Mqtt__CertificatePassword</c>); its text
/// without the last line end is the value.
/// </remarks>
public static class SecretFiles
{
    private const string Folder = "Secrets";

    /// <exception cref="SettingsException">The folder or a file of it cannot be read.</exception>
    public static void AddSecretFiles(this ConfigurationManager configuration)
    {
        if (configuration[Folder] is not { Length: > 0 } folder)
            return;
        var path = Path.GetFullPath(folder);
        if (!Directory.Exists(path))
            throw new SettingsException(Folder, folder, "a folder with one file for each secret");
        try
        {
            configuration.AddKeyPerFile(path, optional: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(Folder, folder, $"a folder whose files can be read ({e.Message})");
        }
    }
}
