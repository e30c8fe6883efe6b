namespace WardGrid.Web.Shift;

/// <summary>One vital sign, minute by minute through the last day: the mean of what was read in each.</summary>
/// <remarks>Not thread-safe. 12 bytes a minute: 17 kB. A minute without a reading is a gap.</remarks>
public sealed class MinuteTrend
{
    /// <summary>Minutes kept: a day.</summary>
    public const int Minutes = 1440;

    private readonly float[] _sum = new float[Minutes];
    private readonly int[] _count = new int[Minutes];
    private readonly int[] _minute = new int[Minutes];

    public void Add(float value, DateTimeOffset now)
    {
        var minute = MinuteOf(now);
        var at = minute % Minutes;
        if (_minute[at] != minute)
            (_minute[at], _sum[at], _count[at]) = (minute, 0, 0);
        _sum[at] += value;
        _count[at]++;
    }

    /// <summary>The last minutes, the oldest first; null where there was no reading.</summary>
    public float?[] Last(int minutes, DateTimeOffset now)
    {
        var last = MinuteOf(now);
        var values = new float?[minutes];
        for (var i = 0; i < minutes; i++)
        {
            var minute = last - minutes + 1 + i;
            var at = minute % Minutes;
            values[i] = _minute[at] == minute && _count[at] > 0 ? _sum[at] / _count[at] : null;
        }

        return values;
    }

    private static int MinuteOf(DateTimeOffset now) => (int)(now.ToUnixTimeSeconds() / 60);
}
