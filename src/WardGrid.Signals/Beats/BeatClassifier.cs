namespace WardGrid.Signals.Beats;

/// <summary>Says from shape, width and timing what kind of beat a QRS complex is.</summary>
internal sealed class BeatClassifier
{
    /// <summary>Correlation with the usual beat below which a beat comes from elsewhere, whatever its width.</summary>
    private const float Unlike = 0.75f;

    /// <summary>Correlation below which a beat that is also wide comes from elsewhere.</summary>
    private const float LessLike = 0.9f;

    /// <summary>A beat is wide if it lasts so much longer than the usual one, and 100 ms at least.</summary>
    /// <remarks>
    /// AHA/ACCF/HRS 2009 say 120 ms on paper; the steep part, which is measured here, is some 20 ms less.
    /// </remarks>
    private const float Wider = 1.2f,
        Wide = 0.1f;

    /// <summary>A beat is early if it comes before this part of the usual interval.</summary>
    private const double Early = 0.85;

    private readonly RecentMedian _widths = new();

    public BeatClass Classify(float likeness, float width, float interval, double usualInterval)
    {
        if (float.IsNaN(likeness))
            return BeatClass.Unknown;
        var isWide = width >= Wide && width > Wider * _widths.Median;
        if (likeness < Unlike || (likeness < LessLike && isWide))
            return BeatClass.Ventricular;
        _widths.Add(width);
        return interval < Early * usualInterval ? BeatClass.Early : BeatClass.Usual;
    }
}
