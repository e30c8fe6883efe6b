using System.Text.Json;

namespace WardGrid.Tool.Load;

/// <summary>What a load run found.</summary>
/// <param name="FramesSent">Wave bundles, those of the warm-up included.</param>
/// <param name="FramesLost">Of those, the ones that no patient accepted.</param>
/// <param name="P50Ms">From the end of a bundle's samples to the ward's view of them, milliseconds, after the
/// warm-up.</param>
/// <param name="ServerCpuCores">Cores that the server kept busy on average after the warm-up; the generator's
/// apart.</param>
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
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>
    /// One line: beds, framesSent, framesLost, p50Ms, p99Ms, serverCpuCores, generatorCpuCores, serverRssMb.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
