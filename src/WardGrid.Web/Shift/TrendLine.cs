using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using WardGrid.Patients.Trends;

namespace WardGrid.Web.Shift;

/// <summary>
/// One vital sign over the hours of a trend, with one value a minute; a minute without a reading is a gap in the line.
/// </summary>
public sealed class TrendLine
{
    private readonly float?[] _values;

    /// <param name="begin">The beginning of the first minute.</param>
    public TrendLine(
        ImmutableArray<MinuteValues> minutes,
        DateTimeOffset begin,
        int length,
        Func<MinuteVitals, float?> sign
    )
    {
        _values = new float?[length];
        foreach (var minute in minutes)
        {
            var at = (int)Math.Floor((minute.Minute - begin).TotalMinutes);
            if (at >= 0 && at < length)
                _values[at] = sign(minute.Vitals);
        }
    }

    public IReadOnlyList<float?> Values => _values;

    public float? Lowest => _values.Min();

    public float? Highest => _values.Max();

    public float? Last => _values.LastOrDefault(v => v is not null);

    /// <summary>Minutes without a reading.</summary>
    public int Missing => _values.Count(v => v is null);

    /// <summary>The line in a box as wide as its minutes and 100 high.</summary>
    public string Path(float low, float high)
    {
        var path = new StringBuilder();
        var open = false;
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i] is not { } value)
            {
                open = false;
                continue;
            }

            var y = 100 - 100 * (Math.Clamp(value, low, high) - low) / (high - low);
            path.Append(CultureInfo.InvariantCulture, $"{(open ? 'L' : 'M')}{i + 0.5:0.#} {y:0.#}");
            // A single minute would be a point, which would not be visible.
            if (!open)
                path.Append("h0.5");
            open = true;
        }

        return path.ToString();
    }

    /// <summary>The lowest and highest value between two minutes, such as 62–71; a dash without a reading.</summary>
    public string Span(int from, int length)
    {
        var part = _values.AsSpan(from, Math.Min(length, _values.Length - from)).ToArray();
        if (part.Max() is not { } high)
            return "–";
        var low = part.Min()!.Value;
        return Math.Round(low) == Math.Round(high) ? $"{low:0}" : $"{low:0}–{high:0}";
    }
}
