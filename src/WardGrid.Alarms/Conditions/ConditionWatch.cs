using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Conditions;

/// <summary>
/// Watches one bed for every condition that WardGrid detects itself, and says when each begins and ends.
/// </summary>
/// <remarks>
/// Pure state: give it the signals after each frame, and once a second while none come: then only what needs no samples
/// is judged. It judges once per second of the bed's time, so a burst of late frames is judged second by second only
/// where the frames come in pieces of at most a second, as the wire demands. A new epoch of the device keeps the watch:
/// <see cref="Restart"/> tells it that the time axis began anew. Not thread-safe.
/// </remarks>
public sealed class ConditionWatch
{
    /// <summary>All conditions; one that explains others stands before them.</summary>
    public static ImmutableArray<IAlarmCondition> All { get; } =
    [
        new VentricularFibrillation(),
        new VentricularTachycardia(),
        new Asystole(),
        new ExtremeBradycardia(),
        new ExtremeTachycardia(),
        new Desaturation(),
        new PressureLow(),
        new PressureHigh(),
        new AtrialFibrillation(),
        new LeadOff(),
        new ProbeOff(),
        new ChannelLost(),
        new NeverSent(),
    ];

    private readonly Course[] _courses;
    private double _judgedAt = double.NegativeInfinity;

    public ConditionWatch()
        : this(All) { }

    public ConditionWatch(ImmutableArray<IAlarmCondition> conditions) =>
        _courses = [.. conditions.Select(c => new Course(c))];

    /// <summary>The kinds whose condition lasts.</summary>
    public IEnumerable<AlarmKind> Lasting => _courses.Where(c => c.Lasts).Select(c => c.Condition.Kind);

    /// <summary>Whether a condition is suspected that has begun no alarm.</summary>
    public bool Suspects
    {
        get
        {
            foreach (var course in _courses)
            {
                if (course.Suspicion is not null)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The conditions that may be there and have begun no alarm, as they would begin.</summary>
    public IEnumerable<ConditionChange> Suspicions => _courses.Select(c => c.Suspicion).OfType<ConditionChange>();

    /// <summary>
    /// Since when a condition of this kind, or a suspicion of it, was not seen to be absent; NaN where it is.
    /// </summary>
    public double HoldsSince(AlarmKind kind) => Of(kind)?.HoldsSince ?? double.NaN;

    /// <summary>The verification has shown what was suspected: the condition has begun.</summary>
    public void Begin(AlarmKind kind) => Of(kind)?.Begin();

    /// <summary>Judges the signals as they are now; adds what began or ended to <paramref name="changes"/>.</summary>
    public void Advance(BedSignals signals, AlarmLimits limits, ICollection<ConditionChange> changes)
    {
        var now = signals.TimeSeconds;
        // Samples that come late, or a device that halted, set the bed's time back to theirs.
        if (now < _judgedAt)
            SetBack(now);
        if (now < _judgedAt + 1)
            return;
        _judgedAt = Math.Floor(now);
        foreach (var course in _courses)
        {
            if (!signals.SamplesCome && !course.Condition.NeedsNoSamples)
                continue;
            var presence = course.Condition.Judge(signals, limits);
            // What a graver alarm explains begins no alarm of its own; what has begun goes on, and ends with its cause.
            if (presence >= Presence.Suspected && !course.Lasts && IsExplained(course.Condition.Kind, signals))
                presence = Presence.Unknown;
            if (course.SaysMore(presence, signals))
                changes.Add(course.End(now));
            if (course.Take(presence, signals, limits, now) is { } change)
                changes.Add(change);
        }
    }

    /// <summary>
    /// A condition of this kind lasted when an earlier watch of the same signals ended: it begins no
    /// alarm, and ends its own.
    /// </summary>
    public void Resume(AlarmKind kind)
    {
        foreach (var course in _courses.Where(c => c.Condition.Kind == kind))
            course.Resume();
    }

    /// <summary>The device restarted its sample counters: what lasts goes on lasting, on a new time axis.</summary>
    public void Restart()
    {
        _judgedAt = double.NegativeInfinity;
        foreach (var course in _courses)
            course.Restart();
    }

    /// <summary>
    /// No alarm is raised of a kind that lasts, since it is refuted: it explains no other one,
    /// until this is taken back.
    /// </summary>
    public void Hold(AlarmKind kind, bool held)
    {
        foreach (var course in _courses.Where(c => c.Condition.Kind == kind))
            course.Held = held;
    }

    /// <summary>
    /// The device is gone, and nobody sees what lasts: what is still there when it comes back begins anew.
    /// </summary>
    public void Forget()
    {
        foreach (var course in _courses)
            course.Forget();
    }

    private void SetBack(double now)
    {
        _judgedAt = Math.Floor(now) - 1;
        foreach (var course in _courses)
            course.SetBack(now);
    }

    /// <summary>
    /// Whether an alarm that lasts already says what this one would say: one event of the heart is
    /// one alarm, the gravest.
    /// </summary>
    private bool IsExplained(AlarmKind kind, BedSignals signals) =>
        kind switch
        {
            // A fast tachycardia is a flutter to the eye. While its beats are even and can be counted it has not become
            // fibrillation.
            AlarmKind.VentricularFibrillation => Lasts(AlarmKind.VentricularTachycardia)
                && !BedFibrillation.HidesBeats(signals.Channels, signals.NowSeconds),
            AlarmKind.Asystole or AlarmKind.VentricularTachycardia => Lasts(AlarmKind.VentricularFibrillation),
            AlarmKind.ExtremeBradycardia => Lasts(AlarmKind.VentricularFibrillation) || Lasts(AlarmKind.Asystole),
            AlarmKind.ExtremeTachycardia or AlarmKind.AtrialFibrillation => Lasts(AlarmKind.VentricularFibrillation)
                || Lasts(AlarmKind.VentricularTachycardia),
            _ => false,
        };

    private bool Lasts(AlarmKind kind) => Of(kind) is { Lasts: true, Held: false };

    private Course? Of(AlarmKind kind)
    {
        foreach (var course in _courses)
        {
            if (course.Condition.Kind == kind)
                return course;
        }

        return null;
    }

    /// <summary>How one condition has gone so far.</summary>
    private sealed class Course(IAlarmCondition condition)
    {
        private double _presentSince = double.NaN;
        private double _absentSince = double.NaN;
        private ulong? _said;

        public IAlarmCondition Condition => condition;

        public bool Lasts { get; private set; }

        public bool Held { get; set; }

        public double HoldsSince { get; private set; } = double.NaN;

        public ConditionChange? Suspicion { get; private set; }

        public void Begin() => (Lasts, Suspicion) = (true, null);

        public void Resume() => Lasts = true;

        public void Forget()
        {
            Restart();
            Lasts = false;
        }

        public void Restart()
        {
            _presentSince = _absentSince = HoldsSince = double.NaN;
            Suspicion = null;
            // The channels of another birth have other places.
            _said = null;
        }

        // Math.Min gives NaN where either is.
        public void SetBack(double now) =>
            (_presentSince, _absentSince) = (Math.Min(_presentSince, now), Math.Min(_absentSince, now));

        /// <summary>Whether an alarm that lasts concerns a channel that it did not name when it was said.</summary>
        public bool SaysMore(Presence presence, BedSignals signals)
        {
            if (!Lasts || presence != Presence.Present)
                return false;
            var concerns = condition.Concerns(signals);
            _said ??= concerns;
            return (concerns & ~_said) != 0;
        }

        public ConditionChange End(double now)
        {
            Lasts = false;
            return new(condition.Kind, condition.Priority, false, now, "");
        }

        private ConditionChange Found(BedSignals signals, AlarmLimits limits, double now) =>
            new(
                condition.Kind,
                condition.Priority,
                true,
                now,
                condition.Describe(signals, limits),
                condition.RestsOnDevice(signals)
            );

        /// <summary>Notes what may be there, and since when it was not seen to be absent.</summary>
        private void Suspect(Presence presence, BedSignals signals, AlarmLimits limits, double now)
        {
            if (presence == Presence.Absent)
                HoldsSince = double.NaN;
            else if (presence != Presence.Unknown && double.IsNaN(HoldsSince))
                HoldsSince = now;
            if (Lasts || presence is Presence.Absent or Presence.Unknown)
                Suspicion = null;
            else if (presence == Presence.Suspected)
                Suspicion ??= Found(signals, limits, now);
        }

        public ConditionChange? Take(Presence presence, BedSignals signals, AlarmLimits limits, double now)
        {
            Suspect(presence, signals, limits, now);
            switch (presence)
            {
                case Presence.Present:
                    _absentSince = double.NaN;
                    if (double.IsNaN(_presentSince))
                        _presentSince = now;
                    if (Lasts || now - _presentSince < condition.OnsetSeconds)
                        return null;
                    Lasts = true;
                    _said = condition.Concerns(signals) | (_said ?? 0);
                    return Found(signals, limits, now);
                case Presence.Absent:
                    _presentSince = double.NaN;
                    if (double.IsNaN(_absentSince))
                        _absentSince = now;
                    if (!Lasts || now - _absentSince < condition.ReliefSeconds)
                        return null;
                    _said = null;
                    return End(now);
                default:
                    // Poor signals neither start an alarm nor end one.
                    _presentSince = _absentSince = double.NaN;
                    return null;
            }
        }
    }
}
