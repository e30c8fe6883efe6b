using System.Text.Json;
using System.Text.Json.Serialization;

namespace WardGrid.Tool.Load;

/// <summary>The server's own metrics since its start (<c>GET /api/metrics</c>).</summary>
public sealed record ServerMeasures(
    IReadOnlyDictionary<string, long> Counters,
    IReadOnlyDictionary<string, ServerMeasures.Distribution> Histograms,
    ServerMeasures.Use Server
)
{
    /// <summary>
    /// Milliseconds from the end of a frame's samples, by the device's clock, to the ward's view of them.
    /// </summary>
    private const string FrameToWard = "wardgrid.frame.to_ward";

    /// <summary>Counts per bucket; two answers have the same edges in the range of both.</summary>
    public sealed record Distribution(double[] UpperEdgesMs, long[] Counts);

    /// <summary>CPU time and memory of the server's process.</summary>
    public sealed record Use(double CpuSeconds, double ResidentMb);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static ServerMeasures Read(string json) =>
        JsonSerializer.Deserialize<ServerMeasures>(json, Json)
            is { Counters: not null, Histograms: not null, Server: not null } measures
            ? measures
            : throw new FormatException("the server's measures lack counters, histograms or its own use");

    public long FramesAccepted => Counters.GetValueOrDefault("wardgrid.frames.accepted");

    /// <summary>
    /// The latency, in milliseconds, that a share of the frames since an earlier reading did not exceed; NaN if there
    /// were none.
    /// </summary>
    public double LatencySince(ServerMeasures earlier, double share)
    {
        if (!Histograms.TryGetValue(FrameToWard, out var now))
            return double.NaN;
        var before = earlier.Histograms.TryGetValue(FrameToWard, out var known) ? known.Counts : [];
        var counts = now.Counts.Select((count, i) => count - (i < before.Length ? before[i] : 0)).ToArray();
        var wanted = Math.Max(1, (long)Math.Ceiling(counts.Sum() * share));
        long seen = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= wanted)
                return now.UpperEdgesMs[i];
        }

        return double.NaN;
    }
}
