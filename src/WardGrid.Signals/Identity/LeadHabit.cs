using WardGrid.Signals.Beats;

namespace WardGrid.Signals.Identity;

/// <summary>The patient's usual beat on one ECG lead.</summary>
/// <param name="Name">The channel's name; a device keeps its names when it connects again.</param>
/// <param name="Wave">The median of the beats that are like it, in mV, <see cref="Rate"/> points per second.</param>
/// <param name="Height">The QRS complex from its lowest to its highest point, in mV.</param>
public sealed record LeadHabit(string Name, float[] Wave, float Height)
{
    /// <summary>Points per second of <see cref="Wave"/>, whatever the lead's own rate is.</summary>
    private const double Rate = 250;

    /// <summary>Seconds before and after the R peak: a P wave to the end of a T wave.</summary>
    private const double Before = 0.25,
        After = 0.40;

    /// <summary>Seconds before and after the R peak that hold the QRS complex, also a wide one.</summary>
    private const double QrsBefore = 0.08,
        QrsAfter = 0.12;

    /// <summary>Seconds by which two waves may be moved against each other to fit.</summary>
    private const double Slack = 0.048;

    /// <summary>Beats of one shape that are needed; a heart at 30 per minute beats so often in 24 s.</summary>
    private const int Fewest = 12;

    /// <summary>Correlation with the usual beat from which a beat is like it.</summary>
    private const float Alike = 0.8f;

    /// <summary>The usual beat of the last minute; null where too few beats of one shape are heard.</summary>
    public static LeadHabit? Of(SignalChannel lead)
    {
        var beats = new List<float[]>();
        for (var n = lead.Beats.Begin; n < lead.Beats.End; n++)
        {
            if (Cut(lead, lead.Beats[n].Sample) is { } beat)
                beats.Add(beat);
        }

        if (beats.Count < Fewest)
            return null;
        var all = Median(beats);
        beats.RemoveAll(beat => BeatShape.Correlation(beat, all) < Alike);
        if (beats.Count < Fewest)
            return null;
        var wave = Median(beats);
        var qrs = wave.AsSpan((int)((Before - QrsBefore) * Rate), (int)((QrsBefore + QrsAfter) * Rate)).ToArray();
        return new(lead.Declaration.Name, wave, qrs.Max() - qrs.Min());
    }

    /// <summary>The best correlation of both waves, -1 to 1.</summary>
    public float LikenessTo(LeadHabit other)
    {
        var best = -1f;
        var slack = (int)(Slack * Rate);
        for (var lag = -slack; lag <= slack; lag++)
        {
            var (mine, theirs) = (Math.Max(0, lag), Math.Max(0, -lag));
            var length = Wave.Length - Math.Abs(lag);
            best = Math.Max(best, BeatShape.Correlation(Wave.AsSpan(mine, length), other.Wave.AsSpan(theirs, length)));
        }

        return best;
    }

    private static float[]? Cut(SignalChannel lead, long peak)
    {
        var (window, rate) = (lead.Window, lead.Declaration.Rate);
        var beat = new float[(int)((Before + After) * Rate)];
        for (var i = 0; i < beat.Length; i++)
        {
            var at = peak + (i / Rate - Before) * rate;
            var whole = (long)Math.Floor(at);
            beat[i] = window[whole] + (float)(at - whole) * (window[whole + 1] - window[whole]);
            if (!float.IsFinite(beat[i]))
                return null;
        }

        return beat;
    }

    /// <summary>The median at each point, each beat less its own mean.</summary>
    private static float[] Median(List<float[]> beats)
    {
        var means = beats.Select(beat => beat.Average()).ToArray();
        var wave = new float[beats[0].Length];
        for (var i = 0; i < wave.Length; i++)
            wave[i] = OfflineBeatDetector.Quantile([.. beats.Select((beat, n) => beat[i] - means[n])], 0.5);
        return wave;
    }
}
