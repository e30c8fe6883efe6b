using System.Collections.Immutable;
using WardGrid.Alarms;

namespace WardGrid.Patients.Alarms;

/// <summary>The alarms of one patient that last or wait for an acknowledgement.</summary>
/// <remarks>
/// Every alarm is kept by itself, but the ward shows one line, with one acknowledgement, for an event
/// (<see cref="AlarmEvents"/>) and for its repetitions before anybody has looked. The line shows the most urgent alarm.
/// One thread at a time.
/// </remarks>
public sealed class OpenAlarms
{
    /// <summary>
    /// The most alarms that are kept. Beyond it the oldest ended ones leave the view, but never the alarm log.
    /// </summary>
    public const int Most = 100;

    private readonly List<Alarm> _alarms = [];
    private readonly List<Alarm> _justEnded = [];
    private ImmutableArray<Alarm> _shown = [];

    /// <summary>All of them, oldest first.</summary>
    public ImmutableArray<Alarm> All => [.. _alarms];

    /// <summary>The lines that the ward shows: the most urgent first, then the newest.</summary>
    public ImmutableArray<Alarm> Shown => _shown;

    public bool AnySilent => _alarms.Exists(a => a.Silent);

    public Alarm? Find(string id) => _alarms.Find(a => a.Id == id);

    /// <summary>
    /// The alarms that stand for the events to which a new alarm belongs, the leading one first; empty if it is an
    /// event of its own.
    /// </summary>
    public ImmutableArray<Alarm> EventsOf(Alarm begins, DateTimeOffset now)
    {
        _justEnded.RemoveAll(a => now - a.EndedAt >= AlarmEvents.Tail);
        return
        [
            .. _alarms
                .Concat(_justEnded)
                .Where(a => AlarmEvents.Joins(begins, a, now))
                .Select(Root)
                .DistinctBy(a => a.Id)
                .OrderByDescending(AlarmEvents.Rank)
                .ThenBy(a => a.RaisedAt),
        ];
    }

    private Alarm Root(Alarm alarm) =>
        alarm.PartOf is { } id ? Find(id) ?? _justEnded.Find(a => a.Id == id) ?? alarm : alarm;

    /// <summary>Adds an alarm or replaces it by its newer state. A closed alarm is removed.</summary>
    public void Put(Alarm alarm)
    {
        _justEnded.RemoveAll(a => a.Id == alarm.Id);
        var at = _alarms.FindIndex(a => a.Id == alarm.Id);
        if (at >= 0)
            _alarms[at] = alarm;
        else
            _alarms.Add(alarm);
        if (_alarms.RemoveAll(AlarmHandling.IsClosed) > 0 && AlarmHandling.IsClosed(alarm))
            _justEnded.Add(alarm);
        if (_alarms.Count > Most)
            _alarms.RemoveAt(Math.Max(0, _alarms.FindIndex(a => a.EndedAt is not null)));
        _shown =
        [
            .. _alarms
                .GroupBy(LineOf)
                .SelectMany(Lines)
                .OrderByDescending(a => a.Priority)
                .ThenByDescending(a => a.RaisedAt),
        ];
    }

    /// <summary>
    /// The alarms that one line stands for and that its acknowledgement covers: none that is more urgent, and none of a
    /// newer event.
    /// </summary>
    public ImmutableArray<Alarm> SameLine(Alarm shown) =>
        [
            .. _alarms.Where(a =>
                a.Id == shown.Id
                || LineOf(a) == LineOf(shown)
                    && AlarmEvents.Urgency(a).CompareTo(AlarmEvents.Urgency(shown)) <= 0
                    && (a.RaisedAt <= shown.RaisedAt || EventOf(a) == EventOf(shown))
            ),
        ];

    private static string EventOf(Alarm alarm) => alarm.PartOf ?? alarm.Id;

    private (AlarmKind Kind, string Text) LineOf(Alarm alarm) =>
        AlarmHandling.LineOf(alarm.PartOf is { } id && Find(id) is { } first ? first : alarm);

    /// <summary>
    /// One line; or two, if the most urgent alarm of an event has ended without acknowledgement and another one lasts.
    /// </summary>
    /// <remarks>
    /// So no line says that a fibrillation lasts because the pressure is still low, and no line drops the fibrillation.
    /// </remarks>
    private static IEnumerable<Alarm> Lines(IEnumerable<Alarm> alarms)
    {
        Alarm[] all = [.. alarms];
        Alarm[] lasting = [.. all.Where(a => a.EndedAt is null)];
        var gravest = all.Where(a => a.AcknowledgedAt is null).Select(AlarmEvents.Urgency).DefaultIfEmpty().Max();
        if (lasting.Length == 0 || lasting.Max(AlarmEvents.Urgency).CompareTo(gravest) >= 0)
            return [Line(all, all)];
        return [Line(lasting, all), Line([.. all.Where(a => a.EndedAt is not null)], all)];
    }

    /// <summary>
    /// The line shows what still needs a person: unacknowledged alarms before acknowledged ones that last.
    /// </summary>
    private static Alarm Line(Alarm[] all, Alarm[] ofLine)
    {
        Alarm[] signalling = [.. all.Where(a => a is { EndedAt: null, AcknowledgedAt: null })];
        Alarm[] waiting = [.. all.Where(a => a.AcknowledgedAt is null)];
        var first = (signalling.Length > 0 || waiting.Length == 0 ? all : waiting).MaxBy(Weight)!;
        if (signalling.Length > 0)
        {
            var silent = first.Silent && signalling.All(a => a.Silent);
            first = first with
            {
                EndedAt = null,
                DeviceLost = false,
                AcknowledgedAt = null,
                AcknowledgedBy = null,
                Silent = silent,
            };
        }

        var ofItsEvent = ofLine.Where(a => a.Id != first.Id && EventOf(a) == EventOf(first)).Select(AlarmPart.Of);
        var earlier = ofLine
            .Where(a => a.AcknowledgedAt is null && EventOf(a) != EventOf(first))
            .DistinctBy(EventOf)
            .Count();
        first = first with { Others = [.. ofItsEvent], Earlier = earlier };
        if (first.EndedAt is null)
            return first;
        var end = AlarmEvents.EndOf(first);
        return first with { EndedAt = end, DeviceLost = first.DeviceLost && end is not null };
    }

    // If two alarms of the same urgency differ in their verdicts, the line never shows "refuted".
    private static ((AlarmPriority, int), bool, bool, bool, bool, DateTimeOffset) Weight(Alarm alarm) =>
        (
            AlarmEvents.Urgency(alarm),
            AlarmHandling.DecisionOf(alarm)?.Verdict != Verdict.Refuted,
            alarm.AcknowledgedAt is null,
            alarm.EndedAt is null,
            alarm.Origin == AlarmOrigin.Monitor,
            alarm.RaisedAt
        );
}
