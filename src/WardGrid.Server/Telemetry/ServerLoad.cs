using System.Diagnostics;

namespace WardGrid.Server.Telemetry;

/// <summary>CPU time and memory of the server's process.</summary>
/// <param name="CpuSeconds">Of all cores, since its start.</param>
/// <param name="ResidentMb">Memory it holds now.</param>
/// <param name="AllocatedMb">Managed memory allocated since its start.</param>
public sealed record ServerLoad(double CpuSeconds, double ResidentMb, double AllocatedMb, int Gen2Collections)
{
    private const double Mb = 1024 * 1024;

    public static ServerLoad Now()
    {
        using var process = Process.GetCurrentProcess();
        return new(
            process.TotalProcessorTime.TotalSeconds,
            process.WorkingSet64 / Mb,
            GC.GetTotalAllocatedBytes() / Mb,
            GC.CollectionCount(2)
        );
    }
}
