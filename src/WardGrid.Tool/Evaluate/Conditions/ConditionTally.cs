using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Tool.Evaluate.Alarms;

namespace WardGrid.Tool.Evaluate.Conditions;

/// <summary>Counts how often WardGrid's own alarms of each kind begin, and which labelled alarms they find.</summary>
/// <remarks>
/// <para>In a record with a labelled alarm, the hours and alarms before <see cref="LabelledFrom"/> are counted; in a
/// record without one, all of them. Nobody has labelled these alarms, and a part of them is right.</para> <para>A
/// labelled alarm is found if an own alarm of its kind lasts at any moment of the ten seconds before it, in which the
/// event happens if the label says so. A more urgent own alarm counts as well, because the ward would see that
/// one.</para> <para>If a record has reference beats or rhythms, they show an own alarm or do not
/// (<see cref="ReferenceReading"/>).</para>
/// </remarks>
public sealed class ConditionTally
{
    /// <summary>
    /// The second from which an alarm may belong to the labelled one: ten seconds before it, and five of a monitor's
    /// own delay.
    /// </summary>
    public const double LabelledFrom = LabelledAlarm.AtSeconds - 15;

    private readonly SortedDictionary<AlarmKind, KindCount> _kinds = [];

    public double Hours { get; private set; }

    /// <summary>
    /// The entries on the ward of own alarms where nothing is labelled: the alarms of one event are one entry
    /// (<see cref="AlarmEvents"/>).
    /// </summary>
    public int Events { get; private set; }

    public IReadOnlyDictionary<AlarmKind, KindCount> Kinds => _kinds;

    /// <summary>Counts a record without a labelled alarm.</summary>
    public void Add(double seconds, IEnumerable<AlarmSpan> alarms, ReferenceReading? reference)
    {
        Hours += seconds / 3600;
        AlarmSpan[] counted = [.. alarms];
        Events += counted.Where((alarm, i) => !counted.Take(i).Any(there => IsOneEvent(alarm, there))).Count();
        foreach (var alarm in counted)
        {
            var count = Of(alarm.Kind);
            count.Raised++;
            switch (reference?.Shows(alarm))
            {
                case true:
                    count.Shown++;
                    break;
                case false:
                    count.NotShown++;
                    break;
            }
        }
    }

    /// <summary>Counts a record with a labelled alarm.</summary>
    public void Add(LabelledAlarm label, IReadOnlyCollection<AlarmSpan> alarms)
    {
        Add(LabelledFrom, alarms.Where(a => a.From < LabelledFrom), null);
        var count = Of(label.AlarmKind);
        var found = alarms.Any(a =>
            Answers(a.Kind, label.AlarmKind)
            && a.From <= LabelledAlarm.AtSeconds
            && a.To >= LabelledAlarm.AtSeconds - 10
        );
        if (label.IsTrue)
            (count.True, count.Found) = (count.True + 1, count.Found + (found ? 1 : 0));
        else
            (count.Untrue, count.RaisedToo) = (count.Untrue + 1, count.RaisedToo + (found ? 1 : 0));
    }

    public void Add(ConditionTally other)
    {
        Hours += other.Hours;
        Events += other.Events;
        foreach (var (kind, count) in other._kinds)
            Of(kind).Add(count);
    }

    public double PerHour(AlarmKind kind) => _kinds.TryGetValue(kind, out var count) ? count.Raised / Hours : 0;

    private static bool IsOneEvent(in AlarmSpan begins, in AlarmSpan there) =>
        begins.From < there.To + AlarmEvents.Tail.TotalSeconds
        && (begins.Kind == there.Kind || AlarmEvents.AreRelated(begins.Kind, there.Kind));

    private static bool Answers(AlarmKind own, AlarmKind labelled) =>
        own == labelled
        || labelled switch
        {
            AlarmKind.VentricularTachycardia or AlarmKind.Asystole => own == AlarmKind.VentricularFibrillation,
            AlarmKind.VentricularFibrillation => own == AlarmKind.VentricularTachycardia,
            AlarmKind.ExtremeBradycardia => own is AlarmKind.Asystole or AlarmKind.VentricularFibrillation,
            AlarmKind.ExtremeTachycardia => own
                is AlarmKind.VentricularTachycardia
                    or AlarmKind.VentricularFibrillation,
            _ => false,
        };

    private KindCount Of(AlarmKind kind)
    {
        if (!_kinds.TryGetValue(kind, out var count))
            _kinds.Add(kind, count = new());
        return count;
    }
}

/// <summary>Own alarms of one kind, and labelled alarms of it.</summary>
public sealed class KindCount
{
    /// <summary>Own alarms where nothing is labelled.</summary>
    public int Raised { get; set; }

    /// <summary>Own alarms that the reference shows.</summary>
    public int Shown { get; set; }

    /// <summary>Own alarms that the reference does not show.</summary>
    public int NotShown { get; set; }

    /// <summary>Labelled alarms that are true, and how many of them were found.</summary>
    public int True { get; set; }

    public int Found { get; set; }

    /// <summary>
    /// Labelled alarms that are false, and the number of them at which WardGrid raised its own alarm too.
    /// </summary>
    public int Untrue { get; set; }

    public int RaisedToo { get; set; }

    public void Add(KindCount other)
    {
        Raised += other.Raised;
        Shown += other.Shown;
        NotShown += other.NotShown;
        True += other.True;
        Found += other.Found;
        Untrue += other.Untrue;
        RaisedToo += other.RaisedToo;
    }
}
