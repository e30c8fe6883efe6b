using System.Runtime.InteropServices;
using System.Text;

namespace WardGrid.Tool.Audit;

/// <summary>Brings the names of a folder's files to the disk, which flushing a file does not promise.</summary>
internal static class FolderOnDisk
{
    /// <summary>Does nothing on Windows, where the file system keeps names in its own log.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public static void Flush(DirectoryInfo folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        const int ReadOnly = 0;
        var handle = Open(Encoding.UTF8.GetBytes(folder.FullName + '\0'), ReadOnly);
        if (handle < 0)
            throw Failed();
        try
        {
            if (Sync(handle) != 0)
                throw Failed();
        }
        finally
        {
            _ = Close(handle);
        }

        IOException Failed() => new($"{folder.FullName}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
