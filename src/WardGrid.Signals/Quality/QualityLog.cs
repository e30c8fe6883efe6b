using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Quality;

/// <summary>
/// Reads and writes a channel's log of seconds. The log has no gaps, so the number of an item follows from its second.
/// </summary>
public static class QualityLog
{
    /// <summary>
    /// The quality of the second that begins at <paramref name="second"/>; null if it is not held or not judged yet.
    /// </summary>
    public static QualitySecond? At(this RingBuffer<QualitySecond> log, long second)
    {
        if (log.Count == 0)
            return null;
        var number = log.End - 1 - (log.Last.Second - second);
        return number >= log.Begin && number < log.End ? log[number] : null;
    }

    /// <summary>Adds a second, or replaces it; seconds between it and the newest become missing ones.</summary>
    internal static void Put(this RingBuffer<QualitySecond> log, QualitySecond quality)
    {
        if (log.Count > 0 && quality.Second - log.Last.Second > log.Capacity)
            log.Clear();
        while (log.Count > 0 && log.Last.Second < quality.Second - 1)
            log.Add(new(log.Last.Second + 1, 0, QualityIssues.Missing));
        if (log.Count == 0 || quality.Second > log.Last.Second)
        {
            log.Add(quality);
            return;
        }

        var number = log.End - 1 - (log.Last.Second - quality.Second);
        if (number >= log.Begin)
            log.Set(number, quality);
    }
}
