namespace WardGrid.Patients.Devices.Conformance;

/// <summary>Counts delays in steps of a millisecond up to 10 s, for their percentiles.</summary>
internal sealed class DelayHistogram
{
    private const int Longest = 10_000;

    private readonly long[] _counts = new long[Longest + 1];

    public long Count { get; private set; }

    public void Add(TimeSpan delay)
    {
        _counts[(int)Math.Clamp(delay.TotalMilliseconds, 0, Longest)]++;
        Count++;
    }

    /// <summary>Seconds that a share of the delays does not exceed; NaN without delays.</summary>
    public double Percentile(double share)
    {
        if (Count == 0)
            return double.NaN;
        var wanted = (long)Math.Ceiling(share * Count);
        var seen = 0L;
        for (var ms = 0; ms <= Longest; ms++)
        {
            seen += _counts[ms];
            if (seen >= wanted)
                return ms / 1000.0;
        }

        return Longest / 1000.0;
    }
}
