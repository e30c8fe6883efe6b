using WardGrid.Signals.Filters;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Vitals;

/// <summary>One breath on the respiration wave.</summary>
/// <param name="Seconds">Seconds since the epoch of its crest.</param>
/// <param name="Depth">Peak to peak, in the channel's unit.</param>
/// <param name="FollowsLast">No gap lies between this breath and the one before.</param>
public readonly record struct Breath(double Seconds, float Depth, bool FollowsLast);

/// <summary>Finds breaths on a respiration wave, sample by sample, by crests and troughs that differ enough.</summary>
/// <remarks>
/// Band 0.08 to 2.5 Hz (5 to 150 a minute, neonates included). A crest counts when the wave has risen before it and
/// fallen after it by a share of the usual depth; the heart's own small waves on the impedance (a tenth to a fifth of a
/// breath) do not. In apnoea the needed depth falls no lower than <see cref="LeastShare"/>, so that the heart is not
/// counted as breathing. A gap begins anew.
/// </remarks>
public sealed class BreathDetector(double rate)
{
    /// <summary>Share of the usual depth that a rise and a fall must have.</summary>
    public const float Share = 0.4f;

    /// <summary>
    /// The share after long silence, for breathing that has become shallow: above the heart's own waves.
    /// </summary>
    public const float LeastShare = 0.25f;

    /// <summary>Seconds without a breath over which the share falls.</summary>
    private const double SilenceSeconds = 15;

    /// <summary>Seconds in which the usual depth is learnt at the beginning.</summary>
    private const double LearningSeconds = 6;

    private const int Depths = 8;

    private readonly IirFilter _band = new([
        .. Butterworth.HighPass(1, 0.08, rate),
        .. Butterworth.LowPass(2, Math.Min(2.5, 0.4 * rate), rate),
    ]);

    private readonly float[] _depths = new float[Depths];
    private readonly float[] _sorted = new float[Depths];
    private int _depthCount;
    private long _next = -1;
    private long _begin;
    private double _lowest,
        _highest;
    private bool _rising;
    private bool _follows;
    private double _crest,
        _trough,
        _crestAt;
    private double _lastBreath;

    /// <summary>Whether breaths can be found at a rate: 10 to 2000 samples per second.</summary>
    public static bool Takes(double rate) => rate is >= 10 and <= 2000;

    /// <summary>The last breaths, oldest first.</summary>
    public RingBuffer<Breath> Breaths { get; } = new(64);

    /// <summary>Takes sample number <paramref name="n"/>; NaN where it is missing.</summary>
    public void Add(long n, float value)
    {
        if (float.IsNaN(value))
            return;
        var seconds = n / rate;
        if (n != _next)
            Begin(n, value);
        _next = n + 1;

        var x = _band.Next(value);
        if (Learns(seconds))
            (_lowest, _highest) = (Math.Min(_lowest, x), Math.Max(_highest, x));
        var needed = Needed(seconds);
        if (_rising)
            Rise(x, seconds, needed);
        else
            Fall(x, seconds, needed);
    }

    private bool Learns(double seconds) => _depthCount == 0 && seconds - _begin / rate < LearningSeconds;

    private void Begin(long n, float value)
    {
        _begin = n;
        _follows = false;
        _band.SettleAt(value);
        (_lowest, _highest) = (0, 0);
        (_rising, _crest, _trough) = (false, 0, 0);
        _lastBreath = n / rate;
    }

    private void Rise(double x, double seconds, double needed)
    {
        if (x > _crest)
        {
            (_crest, _crestAt) = (x, seconds);
            return;
        }

        if (_crest - x < needed || Learns(seconds))
            return;
        var depth = (float)(_crest - _trough);
        Breaths.Add(new(_crestAt, depth, _follows));
        _follows = true;
        _depths[_depthCount++ % Depths] = depth;
        _lastBreath = _crestAt;
        (_rising, _trough) = (false, x);
    }

    private void Fall(double x, double seconds, double needed)
    {
        if (x < _trough)
            _trough = x;
        else if (x - _trough >= needed)
            (_rising, _crest, _crestAt) = (true, x, seconds);
    }

    private double Needed(double seconds)
    {
        var usual = Usual();
        var silence = Math.Clamp((seconds - _lastBreath - SilenceSeconds) / SilenceSeconds, 0, 1);
        return usual * (Share - silence * (Share - LeastShare));
    }

    private double Usual()
    {
        var count = Math.Min(_depthCount, Depths);
        if (count == 0)
            return _highest - _lowest;
        _depths.AsSpan(0, count).CopyTo(_sorted);
        Array.Sort(_sorted, 0, count);
        return _sorted[count / 2];
    }
}
