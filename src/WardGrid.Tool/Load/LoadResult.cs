using System.Text.Json;

namespace WardGrid.Tool.Load;

/// <summary>The result of a load run.</summary>
/// <param name="FramesSent">Wave bundles, those of the warm-up included.</param>
/// <param name="FramesLost">The sent bundles that no patient accepted.</param>
/// <param name="P50Ms">From the end of a bundle's samples to the ward's view of them, milliseconds, after the
/// warm-up.</param>
/// <param name="ServerCpuCores">Average number of cores that the server used after the warm-up, without the
/// generator.</param>
public sealed record LoadResult(
    int Beds,
    long FramesSent,
    long FramesLost,
    double P50Ms,
    double P99Ms,
    double ServerCpuCores,
    double GeneratorCpuCores,
    double ServerRssMb
)
{
    /// <summary>What a burst of alarms did; null without one.</summary>
    public BurstResult? Burst { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>
    /// One line: beds, framesSent, framesLost, p50Ms, p99Ms, serverCpuCores, generatorCpuCores, serverRssMb; with
    /// a burst also burst.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
