using System.Diagnostics;

namespace WardGrid.UnitTests.Records;

/// <summary>A process that writes into a store and is killed in the middle of it.</summary>
internal static class KilledWriter
{
    /// <summary>The writes that were reported as durable before the process was killed.</summary>
    public static async Task<List<string>> RunAsync(string store, int untilAcknowledged, CancellationToken stop)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "WardGrid.KilledWriter.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, store]) { RedirectStandardOutput = true }
        )!;
        var acknowledged = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            acknowledged.Add(line);
            if (acknowledged.Count == untilAcknowledged)
                process.Kill();
        }

        await process.WaitForExitAsync(stop);
        return acknowledged;
    }
}
