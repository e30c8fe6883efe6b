using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Signals;

namespace WardGrid.Patients.Alarms;

/// <summary>Verifies WardGrid's own alarms before they are raised.</summary>
/// <remarks>
/// A condition is verified from the turn on that finds it, so that the limit of ten seconds is kept. If its verdict is
/// not there after <see cref="LongestWaitSeconds"/>, or if the condition ends before, it is raised without one; only an
/// alarm of low priority waits for its verdict. A refuted one is not raised, but is verified again every
/// <see cref="AskAgainSeconds"/> while it lasts, and explains no other alarm meanwhile. Asystole and fibrillation are
/// never held back for longer than the limit: if they still last then, they are raised as undecided. Ventricular
/// tachycardia is raised on the model's evidence (<see cref="OwnAlarmEvidence"/>). What is only suspected begins an
/// alarm if that evidence shows it; until then nobody is told. One thread at a time.
/// </remarks>
/// <param name="shared">Spreads the low-priority verifications of all patients; null if there is only one
/// patient.</param>
/// <param name="watch">The conditions; all of them if null.</param>
public sealed class OwnAlarms(LowPriorityVerifications? shared = null, ConditionWatch? watch = null)
{
    /// <summary>
    /// Seconds after which a refuted condition that still lasts is verified again: five times within the limit.
    /// </summary>
    public const double AskAgainSeconds = 2;

    /// <summary>The same for a condition of low priority, which has no limit of seconds.</summary>
    public const double AskAgainLowSeconds = 10;

    /// <summary>The same while it is only suspected: an onset is to be found within 20 s.</summary>
    public const double AskAgainSuspectedSeconds = 5;

    /// <summary>
    /// How long a condition waits for its verdict until it is raised without one, in seconds of its signals: the time
    /// within which a verdict must be on the ward.
    /// </summary>
    public const double LongestWaitSeconds = 0.5;

    /// <summary>
    /// How long an alarm of an arrest is held back at most: the time that a monitor has to raise it (IEC 60601-2-27).
    /// </summary>
    public static readonly TimeSpan HeldBack = TimeSpan.FromSeconds(10);

    private readonly ConditionWatch _watch = watch ?? new();
    private readonly List<ConditionChange> _changes = [];
    private readonly Dictionary<AlarmKind, Asked> _asked = [];
    private readonly List<OwnAlarm> _overtaken = [];

    /// <summary>
    /// Evaluates the conditions on the signals now; adds the kinds whose condition has ended to
    /// <paramref name="ended"/>.
    /// </summary>
    public void Advance(BedSignals signals, AlarmLimits limits, ICollection<ConditionChange> ended)
    {
        _changes.Clear();
        _watch.Advance(signals, limits, _changes);
        foreach (var change in _changes)
        {
            if (change.Started)
            {
                _asked[change.Kind] = new(change, double.NegativeInfinity, false);
                continue;
            }

            Forget(change.Kind);
            ended.Add(change);
        }

        Suspect();
    }

    /// <summary>Asks about what is suspected, for as long as it is.</summary>
    private void Suspect()
    {
        if (_asked.Count == 0 && !_watch.Suspects)
            return;
        foreach (var (kind, asked) in _asked.ToArray())
        {
            if (asked.IsSuspected && _watch.Suspicions.All(s => s.Kind != kind))
                _asked.Remove(kind);
        }

        foreach (var suspicion in _watch.Suspicions)
            _asked.TryAdd(suspicion.Kind, new(suspicion, double.NegativeInfinity, true, IsSuspected: true));
    }

    /// <summary>Whether a condition has begun that is not raised yet.</summary>
    public bool Waits => _asked.Count > 0 || _overtaken.Count > 0;

    /// <summary>Verifies the conditions that have begun; adds the alarms to raise, and each refuted one once.</summary>
    /// <param name="verify">Gives the verdict on an alarm; null if it is not there yet.</param>
    public async ValueTask DecideAsync(
        double nowSeconds,
        Func<AlarmCandidate, ValueTask<AlarmDecision?>> verify,
        ICollection<OwnAlarm> decided
    )
    {
        foreach (var overtaken in _overtaken)
            decided.Add(overtaken);
        _overtaken.Clear();
        foreach (var (kind, asked) in _asked.ToArray())
        {
            if (nowSeconds < asked.Next)
                continue;
            var change = asked.Change;
            var candidate = asked.Verified ?? Candidate(change, nowSeconds);
            if (asked.Verified is null && HasToWait(candidate, Math.Max(change.AtSeconds, asked.Next)))
                continue;
            if (await verify(candidate).ConfigureAwait(false) is not { } decision)
            {
                Wait(asked with { Verified = candidate }, nowSeconds, decided);
                continue;
            }

            Settle(asked, new(candidate, decision), nowSeconds, decided);
        }
    }

    /// <summary>Raises the alarm, or holds it and asks again later.</summary>
    private void Settle(Asked asked, OwnAlarm alarm, double nowSeconds, ICollection<OwnAlarm> decided)
    {
        var (kind, lasts) = (alarm.Candidate.Kind, HasLasted(asked.Change, nowSeconds));
        if (lasts && alarm.Decision!.Verdict == Verdict.Refuted && !AlarmHandling.MayBeSilent(kind))
            alarm = alarm with { Decision = alarm.Decision.LeftOpen(VerdictSentences.LastsThoughRefuted(HeldBack)) };
        var isHeld = !OwnAlarmEvidence.Raises(kind, alarm.Decision!, asked.IsSuspected, lasts);
        _watch.Hold(kind, isHeld);
        if (isHeld)
            _asked[kind] = asked with { Next = nowSeconds + AskAgain(asked), IsTold = true, Verified = null };
        else
            _asked.Remove(kind);
        if (!isHeld && asked.IsSuspected)
            _watch.Begin(kind);
        if (!isHeld || !asked.IsTold)
            decided.Add(alarm with { IsHeld = isHeld });
    }

    /// <summary>
    /// Whether a condition has lasted for as long as it may be held back: asystole and fibrillation from their
    /// beginning on, others from the second on since which they go on without a break.
    /// </summary>
    private bool HasLasted(ConditionChange change, double nowSeconds) =>
        IsOver(AlarmHandling.MayBeSilent(change.Kind) ? _watch.HoldsSince(change.Kind) : change.AtSeconds, nowSeconds);

    /// <summary>
    /// Waits for the verdict. An alarm that was not refuted before is raised without it after a short time, asystole
    /// and fibrillation also at the end of the time for which they may be held back.
    /// </summary>
    private void Wait(Asked asked, double nowSeconds, ICollection<OwnAlarm> decided)
    {
        var kind = asked.Change.Kind;
        _asked[kind] = asked;
        var isOwed = asked.IsOwed && nowSeconds - asked.Verified!.AtSeconds >= LongestWaitSeconds;
        var isHeldTooLong = !AlarmHandling.MayBeSilent(kind) && IsOver(asked.Change.AtSeconds, nowSeconds);
        if (!isOwed && !isHeldTooLong)
            return;
        _asked.Remove(kind);
        decided.Add(new(asked.Verified!, null));
    }

    private static bool IsOver(double sinceSeconds, double nowSeconds) =>
        nowSeconds - sinceSeconds >= HeldBack.TotalSeconds;

    private static AlarmCandidate Candidate(ConditionChange change, double nowSeconds) =>
        new(change.Kind, change.Priority, AlarmOrigin.WardGrid, nowSeconds, change.Text) { OfDevice = change.OfDevice };

    /// <summary>Whether an alarm waits for the verifications of other patients.</summary>
    private bool HasToWait(AlarmCandidate candidate, double due) =>
        candidate.Priority == AlarmPriority.Low
        && AlarmHandling.IsVerified(candidate.Kind)
        && candidate.AtSeconds - due < LowPriorityVerifications.LongestWaitSeconds
        && shared?.TryBegin() == false;

    private static double AskAgain(Asked asked) =>
        (asked.Change.Priority, asked.IsSuspected) switch
        {
            (AlarmPriority.Low, true) => AskAgainSuspectedSeconds,
            (AlarmPriority.Low, false) => AskAgainLowSeconds,
            _ => AskAgainSeconds,
        };

    /// <summary>Restores an alarm of an earlier activation that lasts.</summary>
    public void Resume(AlarmKind kind) => _watch.Resume(kind);

    /// <summary>The time axis started again.</summary>
    public void Restart()
    {
        _watch.Restart();
        foreach (var (kind, asked) in _asked.ToArray())
            _asked[kind] = asked with
            {
                Change = asked.Change with { AtSeconds = double.NegativeInfinity },
                Next = double.NegativeInfinity,
                Verified = null,
            };
    }

    /// <summary>The device is lost, so all conditions are forgotten.</summary>
    public void Forget()
    {
        _watch.Forget();
        foreach (var kind in _asked.Keys.ToArray())
            Forget(kind);
    }

    private void Forget(AlarmKind kind)
    {
        if (!_asked.Remove(kind, out var asked))
            return;
        _watch.Hold(kind, false);
        if (asked.IsOwed)
            _overtaken.Add(new(asked.Verified!, null, HasEnded: true));
    }

    /// <param name="Verified">The alarm whose verification has begun; null if none has.</param>
    /// <param name="IsSuspected">The condition has not begun; the verification may show that it has.</param>
    private sealed record Asked(
        ConditionChange Change,
        double Next,
        bool IsTold,
        AlarmCandidate? Verified = null,
        bool IsSuspected = false
    )
    {
        /// <summary>Whether the alarm would have been raised by now if its verdict had come at once.</summary>
        public bool IsOwed => Verified is { Priority: not AlarmPriority.Low } && !IsTold;
    }
}

/// <summary>WardGrid's own alarm with its decision; it is raised unless it is held.</summary>
/// <param name="Decision">Null if the alarm is raised before its verdict is there.</param>
/// <param name="HasEnded">Whether its condition ended before.</param>
/// <param name="IsHeld">Whether it is not raised, because it is refuted or its evidence is too weak.</param>
public readonly record struct OwnAlarm(
    AlarmCandidate Candidate,
    AlarmDecision? Decision,
    bool HasEnded = false,
    bool IsHeld = false
);
