namespace WardGrid.Server.Settings;

/// <summary>Makes sure that a folder is there and can be written to.</summary>
/// <remarks>
/// A folder that is made here is its user's own, because the store holds patients' names. One that is there keeps the
/// rights that its administrator has given it. Windows gives a new folder the rights of the one above.
/// </remarks>
public static class WritableFolder
{
    public static void Require(string folder)
    {
        try
        {
            Make(folder);
            var probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new SettingsException("Data", folder, $"a folder that can be written to ({e.Message})");
        }
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }
}
