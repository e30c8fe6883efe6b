using System.Collections.Immutable;
using WardGrid.Alarms.Verification.Features;

namespace WardGrid.Alarms.Verification.Prototypes;

/// <summary>
/// Says which typical alarm of its kind an alarm resembles most: for the reader of the evidence, never for the verdict.
/// </summary>
public sealed class AlarmPrototypes
{
    /// <summary>Scaled difference beyond which a measure says no more than that it differs.</summary>
    private const float Most = 3;

    /// <summary>What it counts where only one of the two has a measure.</summary>
    private const float OneUnknown = 1;

    /// <summary>Measures named as differing most, and the scaled difference from which one is worth naming.</summary>
    private const int Named = 2;
    private const float WorthNaming = 1;

    /// <summary>Alarms that a type must stand for, so that its numbers are nobody's own.</summary>
    private const int FewestAlarms = 5;

    private readonly ImmutableDictionary<AlarmKind, (PrototypeKind Kind, ImmutableArray<int> Places)> _kinds;

    /// <exception cref="ArgumentException">A kind is incomplete or needs a feature that is not computed; the message
    /// says which.</exception>
    public AlarmPrototypes(ImmutableDictionary<AlarmKind, PrototypeKind> kinds)
    {
        foreach (var (kind, prototypes) in kinds)
            Check(kind, prototypes);
        _kinds = kinds.ToImmutableDictionary(
            k => k.Key,
            k => (k.Value, k.Value.Measures.Select(m => AlarmFeatures.Names.IndexOf(m.Feature)).ToImmutableArray())
        );
    }

    /// <summary>
    /// The type that the features lie nearest to; null of a kind without types, or where fewer than half of its
    /// measures are known.
    /// </summary>
    public NearestPrototype? Nearest(AlarmKind kind, ReadOnlySpan<float> features)
    {
        if (!_kinds.TryGetValue(kind, out var known) || features.Length != AlarmFeatures.Names.Length)
            return null;
        var here = new float[known.Places.Length];
        for (var i = 0; i < here.Length; i++)
            here[i] = features[known.Places[i]];
        if (2 * here.Count(float.IsFinite) < here.Length)
            return null;
        var nearest = known.Kind.Types.MinBy(type => Differences(known.Kind, type, here).Sum(d => d * d))!;
        return new(
            nearest.Code,
            nearest.English,
            nearest.Alarms,
            nearest.True,
            nearest.Simulated,
            Differing(known.Kind, nearest, here)
        );
    }

    private static ImmutableArray<MeasureDifference> Differing(PrototypeKind kind, Prototype type, float[] here) =>
        [
            .. Differences(kind, type, here)
                .Select((difference, i) => (difference, i))
                .Where(d => d.difference > WorthNaming && type.Values[d.i] is not null && float.IsFinite(here[d.i]))
                .OrderByDescending(d => d.difference)
                .Take(Named)
                .Select(d => new MeasureDifference(
                    kind.Measures[d.i].Code,
                    kind.Measures[d.i].English,
                    here[d.i],
                    type.Values[d.i]!.Value
                )),
        ];

    private static IEnumerable<float> Differences(PrototypeKind kind, Prototype type, float[] here) =>
        kind.Measures.Select(
            (measure, i) =>
                (type.Values[i], float.IsFinite(here[i])) switch
                {
                    ({ } typical, true) => Math.Min(Most, Math.Abs(here[i] - typical) / measure.Scale),
                    (null, false) => 0,
                    _ => OneUnknown,
                }
        );

    private static void Check(AlarmKind kind, PrototypeKind prototypes)
    {
        if (prototypes.Measures.FirstOrDefault(m => !AlarmFeatures.Names.Contains(m.Feature)) is { } unknown)
            throw new ArgumentException(
                $"the prototypes of {kind} compare by '{unknown.Feature}', which is not computed"
            );
        if (prototypes.Measures.FirstOrDefault(m => !(m.Scale > 0)) is { } flat)
            throw new ArgumentException($"the prototypes of {kind}: the scale of '{flat.Feature}' is to be above 0");
        if (prototypes.Types.FirstOrDefault(t => t.Values.Length != prototypes.Measures.Length) is { } uneven)
            throw new ArgumentException(
                $"the prototype {uneven.Code} of {kind} has {uneven.Values.Length} numbers for "
                    + $"{prototypes.Measures.Length} measures"
            );
        if (prototypes.Types.FirstOrDefault(t => t.Alarms < t.True || t.Alarms < FewestAlarms) is { } small)
            throw new ArgumentException(
                $"the prototype {small.Code} of {kind} stands for {small.Alarms} alarms, "
                    + $"{small.True} of them true; from {FewestAlarms} on none is a recording"
            );
        if (prototypes.Types.Length < 2)
            throw new ArgumentException($"the prototypes of {kind} are too few: one alone would always be the nearest");
    }
}
