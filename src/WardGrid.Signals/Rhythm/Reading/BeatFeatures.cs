using WardGrid.Signals.Beats;

namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// What the beats' own measures say: widths, heights, likeness to the usual beat, and how many look ectopic.
/// </summary>
internal static class BeatFeatures
{
    public static void Add(RhythmFeatureVector features, LeadMinute lead)
    {
        var (widths, heights, likeness) = (
            lead.Beats.Select(b => b.Width),
            lead.Beats.Select(b => b.Amplitude),
            lead.Beats.Select(b => b.Likeness)
        );
        var height = Spread.Quantile(heights, 0.5);
        foreach (var share in (double[])[0.1, 0.5, 0.9])
        {
            features.Add(FormattableString.Invariant($"beat.width{100 * share:0}"), Spread.Quantile(widths, share));
            features.Add(
                FormattableString.Invariant($"beat.likeness{100 * share:0}"),
                Spread.Quantile(likeness, share)
            );
        }

        features.Add("beat.height10", Spread.Quantile(heights, 0.1) / height);
        features.Add("beat.height90", Spread.Quantile(heights, 0.9) / height);
        features.Add("beat.heightMost", Spread.Quantile(heights, 1) / height);
        features.Add("beat.likenessLeast", Spread.Quantile(likeness, 0));
        features.Add("beat.ventricular", Share(lead.Beats, BeatClass.Ventricular));
        features.Add("beat.early", Share(lead.Beats, BeatClass.Early));
        // Early and unlike the usual beat: a ventricular extrasystole, whatever the rest of the rhythm does.
        var median = Spread.Quantile(lead.Intervals, 0.5);
        features.Add(
            "beat.earlyUnlike",
            lead.Beats.Length == 0
                ? float.NaN
                : (float)lead.Beats.Count(b => b.Interval < 0.85f * median && b.Likeness < 0.85f) / lead.Beats.Length
        );
        features.Add(
            "beat.earlyWidth",
            Spread.Mean(lead.Beats.Where(b => b.Interval < 0.85f * median).Select(b => b.Width))
                / Spread.Quantile(widths, 0.5)
        );
    }

    private static float Share(Beat[] beats, BeatClass kind) =>
        beats.Length == 0 ? float.NaN : (float)beats.Count(b => b.Class == kind) / beats.Length;
}
