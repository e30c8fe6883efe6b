using System.Text.Json;
using System.Text.Json.Serialization;

namespace WardGrid.Tool.Load;

/// <summary>What the server has measured of itself since its start (<c>GET /api/metrics</c>).</summary>
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

    /// <summary>Counts per bucket; the edges of two answers agree as far as both reach.</summary>
    public sealed record Distribution(double[] UpperEdgesMs, long[] Counts);

    /// <summary>What the server's process has used.</summary>
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
    /// The latency below which a share of the frames since an earlier reading lay, milliseconds; NaN
    /// where there were none.
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
