namespace WardGrid.Signals.Beats;

/// <summary>The last eight values of something, and what is usual among them.</summary>
/// <remarks>
/// Eight beats: long enough that three outliers do not move the median, short enough to follow a patient.
/// </remarks>
internal sealed class RecentMedian
{
    private const int Capacity = 8;

    private readonly double[] _values = new double[Capacity];
    private long _added;

    public bool Full => _added >= Capacity;

    /// <summary>The newest value; 0 before the first.</summary>
    public double Newest => _values[(_added + Capacity - 1) % Capacity];

    /// <summary>The median; 0 before the first value.</summary>
    public double Median { get; private set; }

    /// <summary>The median distance from the median.</summary>
    public double Spread { get; private set; }

    public void Add(double value)
    {
        _values[_added++ % Capacity] = value;
        Span<double> sorted = stackalloc double[Capacity];
        _values.CopyTo(sorted);
        sorted = sorted[..(int)Math.Min(_added, Capacity)];
        Median = MedianOf(sorted);
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = Math.Abs(sorted[i] - Median);
        Spread = MedianOf(sorted);
    }

    public void Fill(double value)
    {
        Array.Fill(_values, value);
        (_added, Median, Spread) = (Capacity, value, 0);
    }

    private static double MedianOf(Span<double> values)
    {
        values.Sort();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
