using WardGrid.Signals.Beats;

namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>Beats out of turn: each against the beats around it, narrow or wide, and in what pattern.</summary>
internal static class EctopyFeatures
{
    /// <summary>Beats to each side whose median interval is the usual one here.</summary>
    private const int Around = 4;

    /// <summary>An interval shorter than this share of the usual one is early, longer than the other late.</summary>
    private const float Early = 0.85f,
        Late = 1.15f;

    public static void Add(RhythmFeatureVector features, LeadMinute lead)
    {
        var beats = lead.Beats;
        var ratios = Ratios(beats);
        var known = ratios.Where(r => !float.IsNaN(r)).ToArray();
        foreach (var share in (double[])[0, 0.05, 0.1, 0.9, 0.95, 1])
            features.Add(FormattableString.Invariant($"local.q{100 * share:0}"), Spread.Quantile(known, share));
        features.Add("local.deviation", Spread.Deviation(known));
        features.Add("local.early", Share(known, r => r < Early));
        features.Add("local.late", Share(known, r => r > Late));

        int paused = 0,
            narrow = 0,
            wide = 0,
            pairs = 0,
            turns = 0,
            thirds = 0,
            unlike = 0;
        for (var i = 0; i < beats.Length; i++)
        {
            unlike += beats[i].Likeness < 0.8f ? 1 : 0;
            if (!(ratios[i] < Early))
                continue;
            paused += At(ratios, i + 1) > Late ? 1 : 0;
            narrow += beats[i].Likeness >= 0.9f ? 1 : 0;
            wide += beats[i].Likeness < 0.8f ? 1 : 0;
            pairs += At(ratios, i + 1) < Early ? 1 : 0;
            turns += At(ratios, i + 2) < Early ? 1 : 0;
            thirds += At(ratios, i + 3) < Early ? 1 : 0;
        }

        void AddCount(string name, int count) =>
            features.Add(name, beats.Length == 0 ? float.NaN : (float)count / beats.Length);
        AddCount("early.paused", paused);
        AddCount("early.narrow", narrow);
        AddCount("early.wide", wide);
        AddCount("early.pairs", pairs);
        AddCount("early.turns", turns);
        AddCount("early.thirds", thirds);
        AddCount("unlike.share", unlike);
        features.Add("early.count", known.Count(r => r < Early));
        features.Add("unlike.count", unlike);
        features.Add(
            "early.pause",
            Spread.Mean(Enumerable.Range(0, beats.Length).Where(i => ratios[i] < Early).Select(i => At(ratios, i + 1)))
        );
        features.Add(
            "early.height",
            Spread.Mean(Enumerable.Range(0, beats.Length).Where(i => ratios[i] < Early).Select(i => beats[i].Amplitude))
        );
        features.Add(
            "unlike.width",
            Spread.Mean(beats.Where(b => b.Likeness < 0.8f).Select(b => b.Width))
                / Spread.Quantile(beats.Select(b => b.Width), 0.5)
        );
    }

    /// <summary>Each beat's interval over the median of those around it.</summary>
    private static float[] Ratios(Beat[] beats) =>
        [
            .. beats.Select(
                (b, i) =>
                    b.Interval
                    / Spread.Quantile(
                        beats
                            .Take(Math.Max(0, i - Around)..Math.Min(beats.Length, i + Around + 1))
                            .Select(o => o.Interval),
                        0.5
                    )
            ),
        ];

    private static float At(float[] ratios, int i) => i < ratios.Length ? ratios[i] : float.NaN;

    private static float Share(float[] ratios, Func<float, bool> holds) =>
        ratios.Length == 0 ? float.NaN : (float)ratios.Count(holds) / ratios.Length;
}
