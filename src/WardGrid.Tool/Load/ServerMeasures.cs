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
    public const string FrameToWard = "wardgrid.frame.to_ward";

    /// <summary>Milliseconds from the arrival of a monitor's alarm to its verdict.</summary>
    public const string AlertToVerdict = "wardgrid.alarms.verdict";

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

    /// <summary>The verdicts on monitors' alarms since an earlier reading.</summary>
    public long VerdictsSince(ServerMeasures earlier) => CountsSince(earlier, AlertToVerdict).Sum();

    /// <summary>
    /// The latency, in milliseconds, that a share of the frames since an earlier reading did not exceed; NaN if there
    /// were none.
    /// </summary>
    /// <param name="of">The latency of something else than frames.</param>
    public double LatencySince(ServerMeasures earlier, double share, string of = FrameToWard)
    {
        var counts = CountsSince(earlier, of);
        var wanted = Math.Max(1, (long)Math.Ceiling(counts.Sum() * share));
        long seen = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= wanted)
                return Histograms[of].UpperEdgesMs[i];
        }

        return double.NaN;
    }

    private long[] CountsSince(ServerMeasures earlier, string of)
    {
        if (!Histograms.TryGetValue(of, out var now))
            return [];
        var before = earlier.Histograms.TryGetValue(of, out var known) ? known.Counts : [];
        return [.. now.Counts.Select((count, i) => count - (i < before.Length ? before[i] : 0))];
    }
}
