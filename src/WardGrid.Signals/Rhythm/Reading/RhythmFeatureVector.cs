using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// What one lead shows of its rhythm, number by number, each by its name; NaN where it cannot be told.
/// </summary>
/// <remarks>
/// The order and the names are the same for every lead: a model that learnt from them reads them by name. No number
/// depends on the lead's gain, nor on any sample at or after the moment that the features is read for.
/// </remarks>
public sealed class RhythmFeatureVector
{
    private readonly List<(string Name, float Value)> _entries = [];

    private RhythmFeatureVector() { }

    /// <summary>The names of every features, in their order.</summary>
    public static ImmutableArray<string> AllNames { get; } =
        Of(new(new(0, "", Mdc.EcgLeadII, 250, "mV", 1, 0)), 0).Names;

    /// <summary>The same with those of the newest beats, which tell an onset.</summary>
    public static ImmutableArray<string> NamesWithNewest { get; } =
        Of(new(new(0, "", Mdc.EcgLeadII, 250, "mV", 1, 0)), 0, withNewest: true).Names;

    public ImmutableArray<string> Names => [.. _entries.Select(e => e.Name)];

    public float[] Values => [.. _entries.Select(e => e.Value)];

    /// <summary>Intervals between beats that the features rests on.</summary>
    public int Intervals { get; private init; }

    /// <summary>Reads the last minute of an ECG lead before a moment, or as much of it as there is.</summary>
    /// <param name="atSeconds">Seconds since the epoch; samples at or after it are not looked at.</param>
    /// <param name="withNewest">Whether the newest beats are also looked at apart from the others.</param>
    public static RhythmFeatureVector Of(SignalChannel lead, double atSeconds, bool withNewest = false)
    {
        var minute = LeadMinute.Before(atSeconds, lead);
        var features = new RhythmFeatureVector { Intervals = minute.Intervals.Length };
        IntervalFeatures.Add(features, minute);
        UnevennessFeatures.Add(features, minute);
        EctopyFeatures.Add(features, minute);
        BeatFeatures.Add(features, minute);
        var mean = MeanBeat.Of(minute);
        MeanBeatFeatures.Add(features, mean);
        AtrialFeatures.Add(features, minute, mean);
        WaveFeatures.Add(features, minute, mean);
        NoiseFeatures.Add(features, minute);
        if (withNewest)
            NewestFeatures.Add(features, minute, mean);
        return features;
    }

    internal void Add(string name, float value) => _entries.Add((name, float.IsFinite(value) ? value : float.NaN));
}
