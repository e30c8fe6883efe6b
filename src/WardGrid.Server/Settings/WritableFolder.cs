namespace WardGrid.Server.Settings;

/// <summary>Makes sure that a folder is there and can be written to.</summary>
internal static class WritableFolder
{
    public static void Require(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
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
}
