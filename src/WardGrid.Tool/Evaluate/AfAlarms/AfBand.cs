using System.Collections.Immutable;
using WardGrid.Alarms;

namespace WardGrid.Tool.Evaluate.AfAlarms;

/// <summary>The alarms of one band of delays after an onset.</summary>
/// <param name="Seconds">Of the band, such as 10-15.</param>
public sealed record AfBand(string Seconds, ImmutableArray<AfAlarm> Alarms)
{
    /// <summary>
    /// How many are true, the share of them that is not refuted and that is confirmed; the same of the false ones, of
    /// which there are some only at joints.
    /// </summary>
    public object Numbers =>
        new
        {
            @true = Alarms.Count(a => a.True),
            se = 1 - Share(true, Verdict.Refuted),
            confirmed = Share(true, Verdict.Confirmed),
            @false = Alarms.Count(a => !a.True),
            sp = Share(false, Verdict.Refuted),
        };

    /// <summary>The bands of one origin, the shortest delays first.</summary>
    public static IEnumerable<AfBand> Of(IEnumerable<AfAlarm> alarms, AfAlarmOrigin origin) =>
        alarms
            .Where(a => a.Origin == origin)
            .GroupBy(a => a.Band)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new AfBand(g.Key, [.. g]));

    /// <summary>The share of a verdict among the true or the false alarms; null where there are none.</summary>
    private double? Share(bool truth, Verdict verdict)
    {
        var asked = Alarms.Where(a => a.True == truth).ToList();
        return asked.Count == 0 ? null : Math.Round(asked.Average(a => a.Decision.Verdict == verdict ? 1.0 : 0), 4);
    }
}
