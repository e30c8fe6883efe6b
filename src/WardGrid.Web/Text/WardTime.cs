using System.Globalization;

namespace WardGrid.Web.Text;

/// <summary>Times for pages, in the server's zone, which each page shows once.</summary>
public static class WardTime
{
    public static string Text(DateTimeOffset at) =>
        at.ToLocalTime().ToString("d MMM HH:mm:ss", CultureInfo.CurrentCulture);

    /// <summary>With the year, and the same in every language, for what is looked up years later.</summary>
    public static string Full(DateTimeOffset at) =>
        at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The server's zone for a page: UTC+01:00.</summary>
    public static string Zone(DateTimeOffset at) => at.ToLocalTime().ToString("'UTC'zzz", CultureInfo.InvariantCulture);

    /// <summary>Hours and minutes for an axis; the page shows the zone.</summary>
    public static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm", CultureInfo.CurrentCulture);

    /// <summary>The server's zone as minutes east of UTC.</summary>
    public static int ZoneMinutes(DateTimeOffset at) => (int)at.ToLocalTime().Offset.TotalMinutes;

    /// <summary>How long something lasted: 12 s, 3:05, 2 h 10 min.</summary>
    public static string Span(TimeSpan span)
    {
        if (span.TotalSeconds < 60)
            return $"{Math.Max(0, (int)span.TotalSeconds)} s";
        return span.TotalHours < 1
            ? $"{(int)span.TotalMinutes}:{span.Seconds:00}"
            : $"{(int)span.TotalHours} h {span.Minutes} min";
    }

    /// <summary>A part of a shift, to the minute: 0 min, 56 min, 6 h 57 min.</summary>
    public static string Long(TimeSpan span) =>
        span.TotalHours < 1 ? $"{Math.Round(span.TotalMinutes)} min" : $"{(int)span.TotalHours} h {span.Minutes} min";

    /// <summary>How far a device's clock is from the server's, with its sign.</summary>
    public static string Offset(TimeSpan offset)
    {
        if (Math.Abs(offset.TotalSeconds) < 1)
            return $"{offset.TotalMilliseconds:+0;-0;0} ms";
        var sign = offset < TimeSpan.Zero ? "-" : "+";
        return sign + Span(offset.Duration());
    }
}
