namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// What the newest beats show, and the ones before them: of an episode that began some seconds ago the minute is mostly
/// the rhythm before it.
/// </summary>
internal static class NewestFeatures
{
    /// <summary>Seconds that are the newest, and those before which a beat belongs to the rhythm before.</summary>
    private const double NewestSeconds = 12,
        EarlierSeconds = 30;

    public static void Add(RhythmFeatureVector features, LeadMinute lead, MeanBeat mean)
    {
        var newest = Judge(lead, lead.EndSeconds - NewestSeconds, lead.EndSeconds);
        var earlier = Judge(lead, 0, lead.EndSeconds - EarlierSeconds);
        features.Add("newest.change", newest.MedianChange);
        features.Add("newest.changeEntropy", newest.ChangeEntropy);
        features.Add("newest.ectopy", newest.EctopyShare);
        features.Add("newest.rmssd", newest.NormalisedRmssd);
        features.Add("newest.interval", newest.MeanInterval);
        features.Add("earlier.change", earlier.MedianChange);
        features.Add("newest.moreChange", newest.MedianChange - earlier.MedianChange);
        features.Add("newest.moreEntropy", newest.ChangeEntropy - earlier.ChangeEntropy);
        features.Add("newest.faster", earlier.MeanInterval / newest.MeanInterval);
        var last = RrIrregularity.Of([.. Intervals(lead, 0, lead.EndSeconds).TakeLast(RrIrregularity.LeastIntervals)]);
        features.Add("last.score", last.Score);
        features.Add("last.change", last.MedianChange);
        features.Add("last.sampleEntropy", last.SampleEntropy);
        features.Add("newest.unlike", Unlike(lead));
        features.Add("newest.fit", Fit(mean));
    }

    private static RrIrregularity Judge(LeadMinute lead, double from, double until) =>
        RrIrregularity.Of([.. Intervals(lead, from, until)]);

    /// <summary>The intervals that end between two moments; NaN on either side of a beat of another shape.</summary>
    private static IEnumerable<float> Intervals(LeadMinute lead, double from, double until)
    {
        for (var i = 1; i < lead.Beats.Length; i++)
        {
            var (before, now) = (lead.Beats[i - 1], lead.Beats[i]);
            if (before.Seconds < from || now.Seconds > until)
                continue;
            var isVentricular = now.Class == Beats.BeatClass.Ventricular || before.Class == Beats.BeatClass.Ventricular;
            yield return isVentricular ? float.NaN : now.Interval;
        }
    }

    private static float Unlike(LeadMinute lead)
    {
        var newest = lead.Beats.Where(b => b.Seconds >= lead.EndSeconds - NewestSeconds).ToArray();
        return newest.Length == 0
            ? float.NaN
            : (float)newest.Count(b => b.Class == Beats.BeatClass.Ventricular) / newest.Length;
    }

    /// <summary>
    /// How far a P wave that the minute's beats have in common is still there before the newest of them, against the
    /// others.
    /// </summary>
    private static float Fit(MeanBeat mean)
    {
        var fits = mean.Beats.Select(beat => AtrialFeatures.Likeness(beat, mean.Wave)).ToArray();
        const int Newest = 10;
        return Spread.Quantile(fits.TakeLast(Newest), 0.5) - Spread.Quantile(fits.SkipLast(Newest), 0.5);
    }
}
