using WardGrid.Signals;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>
/// One channel's last 55 s before an alarm, at a fixed rate and without holes, with a note of where there was nothing.
/// </summary>
/// <remarks>
/// Time is counted from the alarm: sample i of n lies at (i - n) / rate seconds, always below zero, so that no sample
/// at or after the alarm can enter. Another source rate is interpolated linearly. A gap is bridged by a straight line
/// for the filters' sake and marked in <see cref="Valid"/>.
/// </remarks>
public sealed class Strip
{
    /// <summary>Seconds before the alarm that are looked at.</summary>
    /// <remarks>
    /// 5 s less than a bed keeps, so that an alarm that is told up to 5 s late is judged on the very same samples.
    /// </remarks>
    public const double Seconds = 55;

    private Strip(float[] samples, bool[] valid, double rate) => (Samples, Valid, Rate) = (samples, valid, rate);

    public double Rate { get; }

    public float[] Samples { get; }

    public bool[] Valid { get; }

    public int Length => Samples.Length;

    public static Strip Before(double atSeconds, SignalChannel channel, double rate)
    {
        var (window, source) = (channel.Window, channel.Declaration.Rate);
        var n = (int)(Seconds * rate);
        var (samples, valid) = (new float[n], new bool[n]);
        var limit = Math.Min(window.End, (long)Math.Ceiling(atSeconds * source - 1e-6));
        for (var i = 0; i < n; i++)
        {
            var at = (atSeconds + (i - n) / rate) * source;
            var before = (long)Math.Floor(at + 1e-6);
            var share = (float)Math.Max(0, at - before);
            var value = before < limit ? window[before] : float.NaN;
            if (share > 1e-3f && before + 1 < limit)
                value += share * (window[before + 1] - value);
            samples[i] = value;
            valid[i] = float.IsFinite(value);
        }

        Bridge(samples, valid);
        return new(samples, valid, rate);
    }

    /// <summary>The index of a moment in seconds before the alarm, kept inside the strip.</summary>
    public int At(double seconds) => Math.Clamp(Length + (int)Math.Round(seconds * Rate), 0, Length);

    public double SecondsAt(int index) => (index - Length) / Rate;

    /// <summary>The share, 0 to 1, of samples that arrived between two moments.</summary>
    public float ValidShare(double from, double to)
    {
        var (a, b) = (At(from), At(to));
        return b > a ? Valid.AsSpan(a, b - a).Count(true) / (float)(b - a) : 0;
    }

    private static void Bridge(float[] samples, bool[] valid)
    {
        var last = -1;
        for (var i = 0; i <= samples.Length; i++)
        {
            if (i < samples.Length && !valid[i])
                continue;
            var next = i < samples.Length ? samples[i] : 0;
            var left = last >= 0 ? samples[last] : next;
            var right = i < samples.Length ? next : left;
            for (var k = last + 1; k < i; k++)
                samples[k] = left + (right - left) * (k - last) / (i - last);
            last = i;
        }
    }
}
