namespace WardGrid.Server.Settings;

/// <summary>Makes one server the only owner of its data folder for as long as it runs.</summary>
/// <remarks>
/// Two servers on one folder would write over each other's patients. The lock is the operating system's own: it is
/// given back when the process ends, however it ends, so a server that was killed can start again at once.
/// </remarks>
public sealed class DataFolderOwner : IDisposable
{
    private const string LockFile = "owner.lock";

    // The lock file itself cannot be read by anyone else while it is held.
    private const string NameFile = "owner.txt";

    private readonly FileStream _lock;

    private DataFolderOwner(FileStream taken) => _lock = taken;

    /// <summary>Takes the folder; it must be there and writable.</summary>
    /// <exception cref="SettingsException">Another server owns it.</exception>
    public static DataFolderOwner Take(string folder, TimeProvider clock)
    {
        FileStream taken;
        try
        {
            taken = new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var owner = OwnerOf(folder) ?? $"Another server ({e.Message})";
            throw new SettingsException(
                "Data",
                folder,
                $"a folder of this server's own. {owner} uses it now. "
                    + "Stop that server, or choose another folder with --Data"
            );
        }

        File.WriteAllText(
            Path.Combine(folder, NameFile),
            $"Process {Environment.ProcessId} on {Environment.MachineName}, "
                + $"started {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC,"
        );
        return new(taken);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Who has the lock, in words; null where that cannot be read.</summary>
    private static string? OwnerOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, NameFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
