using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Beats;

/// <summary>Finds the QRS complexes of a lead at any rate from 50 to 2000 samples per second.</summary>
/// <remarks>
/// Below the detector's own rate the samples between are interpolated by a cubic curve through four neighbours (Catmull
/// and Rom 1974), which delays a beat by one sample; its number and time are those of the lead itself. Nothing is
/// allocated after construction.
/// </remarks>
public sealed class LeadBeats
{
    private readonly QrsDetector _detector;
    private readonly int _factor;
    private readonly float[] _last = new float[4];
    private long _next = long.MinValue;
    private int _held;

    public LeadBeats(double rate)
    {
        if (!Takes(rate))
            throw new ArgumentOutOfRangeException(
                nameof(rate),
                rate,
                "beats are found at 50 to 2000 samples per second"
            );
        _factor = QrsDetector.Takes(rate) ? 1 : (int)Math.Ceiling(WorkingRate / rate);
        _detector = new(rate * _factor);
    }

    /// <summary>Samples per second to which a slower lead is raised.</summary>
    private const double WorkingRate = 200;

    public static bool Takes(double rate) => rate >= ChannelMonitoring.LeastEcgRate && rate <= DeviceBirthJson.MaxRate;

    /// <summary>
    /// Takes sample number <paramref name="n"/> in mV, NaN where it is missing; true when a beat has been decided.
    /// </summary>
    public bool Add(long n, float millivolts, out Beat beat)
    {
        if (_factor == 1)
            return _detector.Add(n, millivolts, out beat);
        if (n != _next || float.IsNaN(millivolts))
            _held = 0;
        _next = n + 1;
        beat = default;
        if (float.IsNaN(millivolts))
            return _detector.Add(n * _factor, float.NaN, out beat);
        Hold(millivolts);
        if (_held < _last.Length)
            return false;

        // The curve runs between the second and the third of the four samples held.
        var found = false;
        for (var k = 0; k < _factor; k++)
        {
            if (!_detector.Add(((n - 2) * _factor) + k, Between((float)k / _factor), out var decided))
                continue;
            (found, beat) = (true, decided with { Sample = (long)Math.Round((double)decided.Sample / _factor) });
        }

        return found;
    }

    private void Hold(float value)
    {
        if (_held == _last.Length)
            _last.AsSpan(1).CopyTo(_last);
        else
            _held++;
        _last[_held - 1] = value;
    }

    private float Between(float t)
    {
        var (a, b, c, d) = (_last[0], _last[1], _last[2], _last[3]);
        return b + (0.5f * t * (c - a + (t * ((2 * a) - (5 * b) + (4 * c) - d + (t * ((3 * (b - c)) + d - a))))));
    }
}
