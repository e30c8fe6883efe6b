using WardGrid.Signals.Beats;

namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// One ECG lead's samples before a moment, as high as its usual beat is 1, and the beats that are heard in them.
/// </summary>
/// <remarks>
/// Nothing at or after the moment is used, whatever the lead already holds: the beats are found anew in these samples
/// alone. The gain of a lead is not known at many bedsides, so nothing here depends on it. Time is counted from the
/// first sample; a gap is NaN.
/// </remarks>
internal sealed class LeadMinute
{
    /// <summary>
    /// Seconds before the moment that are looked at: 5 less than a bed keeps, so that an alarm told up to 5 s late is
    /// judged on the same samples.
    /// </summary>
    public const double Seconds = BedSignals.WindowSeconds - 5;

    /// <summary>
    /// The change within 20 ms, in mV, that the steepest fiftieth of samples is brought to before beats are sought:
    /// that of a QRS complex of 1 mV.
    /// </summary>
    private const float UsualChange = 0.3f;

    private readonly float[] _samples;

    private LeadMinute(float[] samples, double rate)
    {
        (_samples, Rate) = (samples, rate);
        var change = Spread.Quantile(Changes(), 0.98);
        Scale(UsualChange / change);
        Beats = Hear();
        Intervals = [.. Beats.Skip(1).Select(b => b.Interval).Where(i => !float.IsNaN(i))];
        var height = Spread.Quantile(Beats.Select(b => b.Amplitude), 0.5);
        Scale(1 / height);
        Beats = [.. Beats.Select(b => b with { Amplitude = b.Amplitude / height })];
    }

    public double Rate { get; }

    public int Length => _samples.Length;

    public double EndSeconds => _samples.Length / Rate;

    /// <summary>The beats, oldest first.</summary>
    public Beat[] Beats { get; }

    /// <summary>Seconds between neighbouring beats, without those that a gap interrupts.</summary>
    public float[] Intervals { get; }

    /// <summary>One sample; NaN where it is missing.</summary>
    public float this[int n] => (uint)n < (uint)_samples.Length ? _samples[n] : float.NaN;

    public static LeadMinute Before(double atSeconds, SignalChannel lead) =>
        new(SamplesBefore(atSeconds, lead), lead.Declaration.Rate);

    /// <summary>The lead's samples of the last <see cref="Seconds"/> before a moment, in its own unit.</summary>
    public static float[] SamplesBefore(double atSeconds, SignalChannel lead)
    {
        var rate = lead.Declaration.Rate;
        var end = Math.Min(lead.Window.End, (long)Math.Ceiling(atSeconds * rate - 1e-6));
        var begin = Math.Max(lead.Window.Begin, end - (long)(Seconds * rate));
        var samples = new float[Math.Max(0, end - begin)];
        lead.Window.CopyTo(begin, samples);
        return samples;
    }

    private IEnumerable<float> Changes()
    {
        var step = (int)Math.Max(1, Math.Round(0.02 * Rate));
        for (var n = step; n < _samples.Length; n++)
            yield return Math.Abs(_samples[n] - _samples[n - step]);
    }

    /// <summary>A flat or empty lead has no height and stays as it is.</summary>
    private void Scale(float factor)
    {
        if (!float.IsFinite(factor))
            return;
        foreach (ref var sample in _samples.AsSpan())
            sample *= factor;
    }

    private Beat[] Hear()
    {
        if (!LeadBeats.Takes(Rate))
            return [];
        var detector = new LeadBeats(Rate);
        var beats = new List<Beat>();
        for (var n = 0; n < _samples.Length; n++)
        {
            if (detector.Add(n, _samples[n], out var beat))
                beats.Add(beat);
        }

        return [.. beats];
    }
}
