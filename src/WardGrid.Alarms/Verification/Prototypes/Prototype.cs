using System.Collections.Immutable;
using WardGrid.Alarms.Verification.Features;

namespace WardGrid.Alarms.Verification.Prototypes;

/// <summary>The typical alarms of one kind, and the few measures by which an alarm is compared with them.</summary>
public sealed record PrototypeKind(ImmutableArray<PrototypeMeasure> Measures, ImmutableArray<Prototype> Types);

/// <summary>One of the alarm's features that a cardiologist would name.</summary>
/// <param name="Feature">Its name in <see cref="AlarmFeatures.Names"/>.</param>
/// <param name="Code">The key of its name in the screens' words.</param>
/// <param name="Scale">A difference of this size counts as one: half of what lies between the tenth and the ninetieth
/// alarm in a hundred.</param>
public sealed record PrototypeMeasure(string Feature, string Code, string English, float Scale);

/// <summary>
/// A typical alarm: the middle of several that resemble each other, or simulated ones; never a recording.
/// </summary>
/// <param name="Code">The key of its description in the screens' words.</param>
/// <param name="Alarms">How many of the known alarms of this kind lie nearest to it.</param>
/// <param name="True">How many of them were true.</param>
/// <param name="Values">One number for each measure; null where such alarms usually do not have it.</param>
public sealed record Prototype(
    string Code,
    string English,
    int Alarms,
    int True,
    bool Simulated,
    ImmutableArray<float?> Values
);
