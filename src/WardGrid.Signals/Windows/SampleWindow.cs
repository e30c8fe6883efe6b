namespace WardGrid.Signals.Windows;

/// <summary>
/// The last seconds of one channel in physical units, addressed by sample number since the epoch; a gap is NaN.
/// </summary>
/// <remarks>
/// Not thread-safe. Memory is 4 bytes a sample: a window of 60 s holds 60 kB at 250 Hz. A gap stays a gap: it is never
/// filled with the last value and never compressed.
/// </remarks>
public sealed class SampleWindow
{
    private readonly float[] _samples;

    public SampleWindow(double rate, double seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        Rate = rate;
        _samples = new float[(int)Math.Ceiling(rate * seconds)];
    }

    /// <summary>Samples per second.</summary>
    public double Rate { get; }

    public int Capacity => _samples.Length;

    /// <summary>The number of the next sample, that is one past the newest.</summary>
    public long End { get; private set; }

    /// <summary>The number of the oldest sample held.</summary>
    public long Begin { get; private set; }

    /// <summary>
    /// Appends samples whose first has number <paramref name="start"/>; the samples between them and the newest become
    /// a gap.
    /// </summary>
    /// <param name="start">Not below <see cref="End"/>, except for the very first samples.</param>
    public void Append(long start, ReadOnlySpan<float> samples)
    {
        if (End == 0 && Begin == 0)
            Begin = End = start;
        ArgumentOutOfRangeException.ThrowIfLessThan(start, End);

        var gap = start - End;
        if (gap >= _samples.Length)
        {
            Array.Fill(_samples, float.NaN);
            End = start;
        }
        else
        {
            for (; End < start; End++)
                _samples[End % _samples.Length] = float.NaN;
        }

        foreach (var sample in samples)
        {
            _samples[End % _samples.Length] = sample;
            End++;
        }

        Begin = Math.Max(Begin, End - _samples.Length);
    }

    /// <summary>Takes over the content of a window of the same capacity.</summary>
    public void CopyFrom(SampleWindow other)
    {
        other._samples.CopyTo(_samples, 0);
        (Begin, End) = (other.Begin, other.End);
    }

    /// <summary>One sample; NaN if it is missing or not held.</summary>
    public float this[long number] => number < Begin || number >= End ? float.NaN : _samples[number % _samples.Length];

    /// <summary>Copies samples from <paramref name="start"/> on; NaN for those that are missing or not held.</summary>
    public void CopyTo(long start, Span<float> destination)
    {
        destination.Fill(float.NaN);
        var from = Math.Max(start, Begin);
        var to = Math.Min(start + destination.Length, End);
        while (from < to)
        {
            var at = (int)(from % _samples.Length);
            var run = (int)Math.Min(to - from, _samples.Length - at);
            _samples.AsSpan(at, run).CopyTo(destination[(int)(from - start)..]);
            from += run;
        }
    }
}
