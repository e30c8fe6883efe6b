namespace WardGrid.UnitTests.Inference.Telemetry;

/// <summary>With whom a process has sockets, read from Linux' /proc.</summary>
internal static class RemoteAddresses
{
    /// <summary>The far end of each of its TCP and UDP sockets, as the kernel writes it.</summary>
    public static IEnumerable<string> Of(int process)
    {
        var own = Sockets(process);
        foreach (var protocol in new[] { "tcp", "tcp6", "udp", "udp6" })
        {
            foreach (var line in File.ReadLines($"/proc/{process}/net/{protocol}").Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (own.Contains(fields[9]))
                    yield return fields[2].Split(':')[0];
            }
        }
    }

    /// <summary>Nobody (a socket that listens), 127.0.0.1 or ::1, also as IPv4 within IPv6.</summary>
    public static bool IsThisMachine(string address) =>
        address.All(digit => digit == '0')
        || address is "0100007F" or "00000000000000000000000001000000" or "0000000000000000FFFF00000100007F";

    /// <summary>The inodes of a process's sockets.</summary>
    private static HashSet<string> Sockets(int process)
    {
        var inodes = new HashSet<string>();
        foreach (var descriptor in Directory.EnumerateFiles($"/proc/{process}/fd"))
        {
            // A descriptor may be closed while they are read.
            if (
                new FileInfo(descriptor).LinkTarget is { } target
                && target.StartsWith("socket:[", StringComparison.Ordinal)
            )
                inodes.Add(target["socket:[".Length..^1]);
        }

        return inodes;
    }
}
