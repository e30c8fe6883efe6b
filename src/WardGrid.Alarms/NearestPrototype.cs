using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace WardGrid.Alarms;

/// <summary>
/// The typical alarm of its kind that an alarm resembles most: shown beside the verdict, no part of it.
/// </summary>
/// <param name="Code">The key of its description in the screens' words.</param>
/// <param name="English">The description in English.</param>
/// <param name="Alarms">How many known alarms are of this type; simulated ones where
/// <paramref name="Simulated"/>.</param>
/// <param name="True">How many of them were true.</param>
/// <param name="Differs">What differs most from the type; empty where nothing does much.</param>
public sealed record NearestPrototype(
    string Code,
    string English,
    int Alarms,
    int True,
    bool Simulated,
    ImmutableArray<MeasureDifference> Differs
)
{
    /// <summary>The 95 % quantile of the normal distribution, two-sided.</summary>
    private const double Z = 1.96;

    /// <summary>
    /// Between which shares the alarms of this type are true, with 95 % confidence (Wilson 1927, score interval).
    /// </summary>
    [JsonIgnore]
    public (double Low, double High) TrueShare
    {
        get
        {
            if (Alarms == 0)
                return (0, 1);
            var (n, share) = ((double)Alarms, (double)True / Alarms);
            var centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
            var half = Z * Math.Sqrt((share * (1 - share) / n) + Z * Z / (4 * n * n)) / (1 + Z * Z / n);
            return (Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }

    /// <summary>Whether such alarms are mostly true, or mostly false; null where too few are known to say.</summary>
    [JsonIgnore]
    public bool? UsuallyTrue =>
        TrueShare switch
        {
            { Low: > 0.5 } => true,
            { High: < 0.5 } => false,
            _ => null,
        };
}

/// <summary>One measure in which an alarm differs from its type.</summary>
/// <param name="Code">The key of the measure's name in the screens' words.</param>
/// <param name="Here">What the alarm shows.</param>
/// <param name="Typical">What the type shows.</param>
public sealed record MeasureDifference(string Code, string English, float Here, float Typical);
