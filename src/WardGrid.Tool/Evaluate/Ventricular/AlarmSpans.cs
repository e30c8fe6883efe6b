using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Signals.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>Seconds of a record during which WardGrid's own alarm of one kind lasted.</summary>
public readonly record struct AlarmSpan(AlarmKind Kind, double From, double To);

/// <summary>The alarms that the live conditions raise while a recording is played as a bedside monitor would send it.</summary>
public static class AlarmSpans
{
    /// <summary>All alarms in the order of their beginning, with an adult's limits; one that outlasts the record ends with it.</summary>
    public static ImmutableArray<AlarmSpan> Of(Recording recording)
    {
        var watch = new ConditionWatch();
        var limits = AlarmLimits.For(AgeBand.Adult);
        var changes = new List<ConditionChange>();
        var signals = HeardRecording.Hear(recording, (signals, _) => watch.Advance(signals, limits, changes));

        var spans = new List<AlarmSpan>();
        var open = new Dictionary<AlarmKind, double>();
        foreach (var change in changes)
        {
            if (change.Started)
                open[change.Kind] = change.AtSeconds;
            else if (open.Remove(change.Kind, out var from))
                spans.Add(new(change.Kind, from, change.AtSeconds));
        }

        spans.AddRange(open.Select(alarm => new AlarmSpan(alarm.Key, alarm.Value, signals.NowSeconds)));
        return [.. spans.OrderBy(s => s.From)];
    }
}
