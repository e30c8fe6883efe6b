namespace WardGrid.Signals.Beats;

/// <summary>How the threshold for a beat lies between the usual height of noise (0) and of beats (1).</summary>
/// <param name="Floor">No peak below this height is a beat, whatever the levels.</param>
/// <param name="Share">While no beat is overdue.</param>
/// <param name="OverdueShare">From one and a half usual intervals after the last beat on.</param>
internal readonly record struct LevelRule(double Floor, double Share, double OverdueShare);

/// <summary>
/// How high beats and noise have stood lately on one channel, how regularly the beats came, and the threshold between.
/// </summary>
/// <remarks>
/// Both levels are medians, so that an artefact or an ectopic beat moves neither. The threshold falls while a beat is
/// overdue, which stands in for searching back, and goes on falling in silence, so that a sudden loss of amplitude is
/// found; the noise level holds it up in asystole.
/// </remarks>
internal sealed class PeakLevels(LevelRule rule)
{
    /// <summary>Part of the usual interval from which a beat begins to be overdue.</summary>
    private const double OverdueFrom = 0.9;

    /// <summary>Usual intervals over which the threshold then falls.</summary>
    private const double OverdueOver = 0.6;

    /// <summary>
    /// Seconds of silence from which the beats' level is believed less and less: a rate of 24 a minute.
    /// </summary>
    private const double Silence = 2.5;

    /// <summary>
    /// Seconds in which that belief falls to 1/e: a loss to a tenth of the amplitude is found within some 5 s.
    /// </summary>
    private const double Disbelief = 3.0;

    /// <summary>
    /// Part of the belief from which it falls slowly, so that P waves are not taken for beats in asystole.
    /// </summary>
    private const double Stubborn = 0.4;

    /// <summary>
    /// Seconds in which it then falls to 1/e: a level learnt from an artefact is forgotten within a minute.
    /// </summary>
    private const double SlowDisbelief = 15;

    /// <summary>Intervals whose median deviation is below this part of their median make a regular rhythm.</summary>
    private const double RegularWithin = 0.12;

    /// <summary>Before this part of the usual interval a beat is early.</summary>
    private const double Early = 0.75;

    /// <summary>How much further the threshold lies for an early peak on a lead of a third noise.</summary>
    private const double EarlyInNoise = 0.25;

    private readonly RecentMedian _beats = new();
    private readonly RecentMedian _noise = new();
    private readonly RecentMedian _intervals = new();

    /// <summary>The usual height of a beat.</summary>
    public double Beat { get; private set; }

    /// <summary>The usual height of a peak that is none.</summary>
    public double Noise => _noise.Median;

    /// <summary>The usual interval in seconds, 0.8 while unknown.</summary>
    public double Interval { get; private set; } = 0.8;

    public bool IsRegular => _intervals.Full && _intervals.Spread < RegularWithin * Interval;

    /// <summary>Starts with a guess of the beats' height.</summary>
    public void Start(double height)
    {
        _beats.Fill(height);
        _noise.Fill(0.1 * height);
        Beat = height;
    }

    /// <param name="interval">Seconds since the beat before; NaN where unknown.</param>
    public void AddBeat(double height, double interval)
    {
        var lastTwo = Math.Max(height, _beats.Newest);
        _beats.Add(height);
        // Two small beats in a row are the new amplitude: the median would take four more, each waited for in vain.
        Beat = lastTwo < 0.5 * _beats.Median ? 1.2 * lastTwo : _beats.Median;
        if (double.IsNaN(interval))
            return;
        _intervals.Add(Math.Clamp(interval, 0.25, 2.0));
        Interval = _intervals.Median;
    }

    public void AddNoise(double height) => _noise.Add(Math.Min(height, Beat));

    /// <summary>Whether a peak so long after the last beat comes earlier than beats usually do.</summary>
    public bool IsPremature(double silence) => silence < Early * Interval;

    /// <summary>
    /// Whether it would break a regular rhythm: on a noisy lead it is more likely noise than a heartbeat.
    /// </summary>
    public bool IsEarly(double silence) => IsRegular && IsPremature(silence);

    /// <summary>Whether a peak so long after the last beat is where a regular rhythm has its next.</summary>
    public bool IsOnTime(double silence) => IsRegular && Math.Abs(silence - Interval) < RegularWithin * Interval;

    /// <summary>
    /// The height from which a peak that stands <paramref name="silence"/> seconds after the last beat is a beat.
    /// </summary>
    public double Threshold(double silence)
    {
        var share = rule.Share;
        if (IsEarly(silence))
            share += EarlyInNoise * Math.Clamp((Noise / Beat - 0.1) / 0.2, 0, 1);
        var overdue = Math.Clamp((silence / Interval - OverdueFrom) / OverdueOver, 0, 1);
        share += overdue * (rule.OverdueShare - rule.Share);
        return Math.Max(rule.Floor, Noise + share * Math.Max(0, Belief(silence) * Beat - Noise));
    }

    private static double Belief(double silence)
    {
        if (silence <= Silence)
            return 1;
        var quick = Math.Exp((Silence - silence) / Disbelief);
        return quick >= Stubborn
            ? quick
            : Stubborn * Math.Exp((Silence - Disbelief * Math.Log(Stubborn) - silence) / SlowDisbelief);
    }
}
