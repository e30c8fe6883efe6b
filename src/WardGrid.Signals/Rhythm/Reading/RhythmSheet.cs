using System.Collections.Immutable;

namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>What one lead shows of its rhythm, number by number, each by its name; NaN where it cannot be told.</summary>
/// <remarks>The order and the names are the same for every lead: a model that learnt from them reads them by name.</remarks>
public sealed class RhythmSheet
{
    private readonly List<(string Name, float Value)> _entries = [];

    private RhythmSheet()
    {
    }

    public ImmutableArray<string> Names => [.. _entries.Select(e => e.Name)];

    public float[] Values => [.. _entries.Select(e => e.Value)];

    /// <summary>Beats that the sheet rests on.</summary>
    public int Beats { get; private init; }

    /// <summary>Share of its seconds that are usable, 0 to 1.</summary>
    public float Usable { get; private init; }

    /// <summary>Reads the last minute of an ECG lead, or as much of it as there is.</summary>
    public static RhythmSheet Of(SignalChannel lead)
    {
        var beats = RhythmBeats.Of(lead);
        var quality = QualityOf(lead);
        var sheet = new RhythmSheet { Beats = beats.Times.Length, Usable = quality.Usable };
        sheet.Add("quality.mean", quality.Mean);
        sheet.Add("quality.least", quality.Least);
        sheet.Add("quality.usable", quality.Usable);
        IntervalFeatures.Add(sheet, lead, beats);
        BeatFeatures.Add(sheet, beats);
        var mean = MeanBeat.Of(lead, beats);
        MeanBeatFeatures.Add(sheet, mean);
        WaveFeatures.Add(sheet, lead, mean);
        return sheet;
    }

    internal void Add(string name, float value) => _entries.Add((name, float.IsFinite(value) ? value : float.NaN));

    private static (float Mean, float Least, float Usable) QualityOf(SignalChannel lead)
    {
        var (sum, least, usable, count) = (0f, 1f, 0, 0);
        var log = lead.Quality;
        for (var i = Math.Max(log.Begin, log.End - (int)BedSignals.WindowSeconds); i < log.End; i++, count++)
        {
            sum += log[i].Score;
            least = Math.Min(least, log[i].Score);
            usable += log[i].Score >= Quality.QualitySecond.Usable ? 1 : 0;
        }

        return count == 0 ? (0, 0, 0) : (sum / count, least, (float)usable / count);
    }
}
