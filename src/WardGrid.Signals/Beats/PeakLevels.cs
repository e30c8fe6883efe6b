namespace WardGrid.Signals.Beats;

/// <summary>What separates beats from noise: the lowest height of a beat and how the threshold lies between the two levels.</summary>
/// <param name="Floor">No peak below this is a beat, in the unit of the heights.</param>
/// <param name="Share">Where the threshold stands between noise (0) and signal (1) while no beat is due.</param>
/// <param name="OverdueShare">The same once one and a half intervals have passed.</param>
internal readonly record struct LevelRule(double Floor, double Share, double OverdueShare);

/// <summary>How high beats and noise have stood lately on one channel, and the threshold between them.</summary>
/// <remarks>
/// Both levels are medians of the last eight peaks, so that single artefacts or ectopic beats move neither. The threshold falls
/// while a beat is overdue, which stands in for searching back, and goes on falling in silence, so that a sudden loss of amplitude
/// is found and yet the noise level holds it up in asystole.
/// </remarks>
internal sealed class PeakLevels(LevelRule rule)
{
    private readonly Recent _signal = new();
    private readonly Recent _noise = new();
    private readonly Recent _intervals = new();

    public double Signal { get; private set; }

    public double Noise { get; private set; }

    /// <summary>The usual interval in seconds.</summary>
    public double Interval { get; private set; } = 0.8;

    public void Start(double signal)
    {
        _signal.Fill(signal);
        _noise.Fill(signal * 0.1);
        (Signal, Noise) = (signal, signal * 0.1);
    }

    public void AddBeat(double height, double interval)
    {
        var both = Math.Max(height, _signal.Newest);
        _signal.Add(height);
        Signal = _signal.Median;
        if (both < 0.5 * Signal)
            Signal = 1.2 * both;
        if (!double.IsNaN(interval))
        {
            _intervals.Add(Math.Clamp(interval, 0.25, 2.0));
            Interval = _intervals.Median;
        }
    }

    public void AddNoise(double height)
    {
        _noise.Add(Math.Min(height, Signal));
        Noise = _noise.Median;
    }

    /// <summary>The threshold for a peak that stands <paramref name="silence"/> seconds after the last beat.</summary>
    public double Threshold(double silence)
    {
        var overdue = silence / Interval;
        var late = Math.Clamp((overdue - 0.9) / 0.6, 0, 1);
        var share = rule.Share + late * (rule.OverdueShare - rule.Share);
        var signal = silence > 2.5 ? Signal * Math.Exp(-(silence - 2.5) / 3.0) : Signal;
        return Math.Max(rule.Floor, Noise + share * Math.Max(0, signal - Noise));
    }

    /// <summary>The last eight values and their median.</summary>
    private sealed class Recent
    {
        private readonly double[] _values = new double[8];
        private int _count;

        public double Newest => _values[(_count + 7) % 8];

        public double Median
        {
            get
            {
                Span<double> sorted = stackalloc double[8];
                _values.CopyTo(sorted);
                var held = sorted[..Math.Min(_count, 8)];
                held.Sort();
                return (held[(held.Length - 1) / 2] + held[held.Length / 2]) / 2;
            }
        }

        public void Add(double value) => _values[_count++ % 8] = value;

        public void Fill(double value)
        {
            Array.Fill(_values, value);
            _count = 8;
        }
    }
}
