namespace WardGrid.Server.Telemetry;

/// <summary>
/// A distribution of milliseconds in buckets that grow by 10 %, so that every quantile is known to 10 %.
/// </summary>
/// <remarks>
/// Safe for several threads; one increment per value. Values below 0.01 ms count as 0.01, above 100 s as 100 s.
/// </remarks>
public sealed class LatencyHistogram
{
    private const double Least = 0.01;
    private const double Growth = 1.1;
    private const int Buckets = 170;

    private static readonly double LogGrowth = Math.Log(Growth);
    private static readonly double[] UpperEdges =
    [
        .. Enumerable.Range(0, Buckets).Select(i => Least * Math.Pow(Growth, i)),
    ];

    private readonly long[] _counts = new long[Buckets];

    public void Add(double milliseconds)
    {
        var bucket =
            milliseconds <= Least || double.IsNaN(milliseconds)
                ? 0
                : (int)Math.Ceiling(Math.Log(milliseconds / Least) / LogGrowth);
        Interlocked.Increment(ref _counts[Math.Min(bucket, Buckets - 1)]);
    }

    public Summary Read()
    {
        var counts = new long[Buckets];
        for (var i = 0; i < Buckets; i++)
            counts[i] = Interlocked.Read(ref _counts[i]);
        var used = Array.FindLastIndex(counts, c => c > 0) + 1;
        return new(
            counts.Sum(),
            Quantile(counts, 0.5),
            Quantile(counts, 0.99),
            Quantile(counts, 1),
            UpperEdges[..used],
            counts[..used]
        );
    }

    private static double Quantile(long[] counts, double share)
    {
        var target = Math.Max(1, (long)Math.Ceiling(counts.Sum() * share));
        var seen = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= target)
                return Math.Round(UpperEdges[i], 3);
        }

        return 0;
    }

    /// <summary>The distribution at one moment.</summary>
    /// <param name="UpperEdgesMs">The upper edge of each bucket, milliseconds.</param>
    public sealed record Summary(
        long Count,
        double P50Ms,
        double P99Ms,
        double MaxMs,
        double[] UpperEdgesMs,
        long[] Counts
    );
}
