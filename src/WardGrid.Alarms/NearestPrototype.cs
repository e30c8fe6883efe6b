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
    [JsonIgnore]
    public bool UsuallyTrue => 2 * True > Alarms;
}

/// <summary>One measure in which an alarm differs from its type.</summary>
/// <param name="Code">The key of the measure's name in the screens' words.</param>
/// <param name="Here">What the alarm shows.</param>
/// <param name="Typical">What the type shows.</param>
public sealed record MeasureDifference(string Code, string English, float Here, float Typical);
