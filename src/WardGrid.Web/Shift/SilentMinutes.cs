using WardGrid.Patients.Trends;

namespace WardGrid.Web.Shift;

/// <summary>The spans of a trend in which no device sent.</summary>
public static class SilentMinutes
{
    /// <summary>
    /// Begin and length in minutes since <paramref name="begin"/>, oldest first; without the time before the device
    /// first sent, and without a last minute that is not stored yet.
    /// </summary>
    public static List<(int From, int Length)> Of(IReadOnlyList<MinuteValues> minutes, DateTimeOffset begin, int length)
    {
        var gaps = new List<(int From, int Length)>();
        var next = -1;
        foreach (var minute in minutes)
        {
            var at = (int)(minute.Minute - begin).TotalMinutes;
            if (next >= 0 && at > next)
                gaps.Add((next, at - next));
            next = at + 1;
        }

        if (next >= 0 && length - next > 1)
            gaps.Add((next, length - next));
        return gaps;
    }
}
