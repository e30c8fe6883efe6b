using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Signals;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// The alarms of one patient: they are raised, verified, shown, recorded, ended and acknowledged here.
/// </summary>
/// <remarks>
/// Every change goes through <see cref="Change"/>, so that view, record and strip are always the same. One thread at a
/// time.
/// </remarks>
public sealed class PatientAlarms
{
    private readonly DeviceAssociation _association;
    private readonly PatientDependencies _dependencies;
    private readonly PatientVerifications _verifications;
    private readonly PendingVerdicts _verdicts;
    private readonly OwnAlarms _own;
    private readonly List<ConditionChange> _ended = [];
    private readonly List<OwnAlarm> _decidedOwn = [];
    private readonly RefutedAlarms _refuted;
    private readonly AlarmEventJoin _events;
    private readonly SecondLooks _looks;

    /// <param name="goesOn">Whether this activation continues the signals of the earlier one. Then the alarms that
    /// lasted continue until their end is seen.</param>
    public PatientAlarms(
        DeviceAssociation association,
        PatientState? state,
        PatientDependencies dependencies,
        bool goesOn = false
    )
    {
        (_association, _dependencies) = (association, dependencies);
        _verifications = new(dependencies, association.Ward);
        _verdicts = new(_verifications);
        _own = new(dependencies.LowPriority);
        Recorder = new(dependencies);
        Strips = new(Recorder);
        Inactive = new(association.Bed, Recorder, state?.Inactive ?? []);
        _refuted = new(this, dependencies.Modes, association.Ward);
        _events = new(this);
        _looks = new(this, dependencies, association.Ward);
        Commands = new(this, association.Bed);
        Monitor = new(this, DevicePrefix, state);
        foreach (var alarm in state?.Unrecorded ?? [])
            Recorder.Add(alarm, null);
        foreach (var alarm in state?.Open ?? [])
            Resume(alarm, goesOn);
        Device = new(this, dependencies.Clock.GetUtcNow());
    }

    public OpenAlarms Open { get; } = new();

    public AlarmInactivations Inactive { get; }

    public AlarmRecorder Recorder { get; }

    public AlarmStrips Strips { get; }

    /// <summary>The alarms of the monitor itself.</summary>
    public MonitorAlarms Monitor { get; }

    /// <summary>The technical alarms of the device.</summary>
    public DeviceAlarms Device { get; }

    /// <summary>What people do with the alarms.</summary>
    public AlarmCommands Commands { get; }

    /// <summary>Whether something that the ward shows has changed since <see cref="Shown"/>.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>The ward is shown everything that has changed.</summary>
    public void Shown() => HasChanged = false;

    /// <summary>Evaluates WardGrid's own conditions on the new samples.</summary>
    public void Watch(BedSignals signals, AlarmLimits limits, DateTimeOffset now)
    {
        _ended.Clear();
        _own.Advance(signals, limits, _ended);
        foreach (var change in _ended)
            EndOwn(change.Kind, now);
    }

    /// <summary>The device sends, so it is not silent.</summary>
    public void Heard(DateTimeOffset now)
    {
        if (Open.Shown.Length > 0)
            EndOwn(AlarmKind.NoData, now);
        Monitor.Back();
    }

    /// <summary>
    /// The device has left or is silent. Nobody knows any more whether its alarms last, so they end as "device lost".
    /// </summary>
    /// <param name="raisedUntil">Alarms that were raised later stay: the device sent them after it had become
    /// silent.</param>
    public void DeviceLost(DateTimeOffset now, DateTimeOffset raisedUntil)
    {
        foreach (
            var alarm in Open.All.Where(a =>
                a.EndedAt is null && a.RaisedAt <= raisedUntil && AlarmHandling.EndsWithDevice(a)
            )
        )
        {
            var lost = alarm with { EndedAt = now, DeviceLost = true };
            if (alarm.Origin == AlarmOrigin.Monitor)
                Monitor.KeepLost(lost);
            Change(lost);
        }

        _own.Forget();
    }

    /// <summary>
    /// The device's sample counters started again: verdicts and strips of the old ones are completed as far as
    /// possible.
    /// </summary>
    public void EpochBegan(BedSignals? before, uint epoch, DateTimeOffset now)
    {
        foreach (var waiting in _verdicts.All)
            Decide(waiting, AlarmVerification.Undecided(VerdictSentences.DeviceRestarted()), before);
        if (before is not null)
            Strips.Cut(before, now, all: true);
        _verifications.Restart();
        _looks.Forget();
        _own.Restart();
        Monitor.EpochBegan(epoch, now);
    }

    /// <summary>The verifications that are under way.</summary>
    public PatientVerifications Verifications => _verifications;

    /// <summary>Decides every alarm whose verdict is there, and begins to verify those whose samples are.</summary>
    public async ValueTask DecideAsync(BedSignals? signals, DateTimeOffset now)
    {
        _verifications.BeginTurn();
        if (signals is not null)
            await DecideOwnAsync(signals, now).ConfigureAwait(false);
        await _verdicts
            .DecideAsync(signals, now, (pending, decision) => Decide(pending, decision, signals))
            .ConfigureAwait(false);
        await _looks.LookAsync(signals, now).ConfigureAwait(false);
    }

    /// <summary>
    /// Raises the alarms of WardGrid's conditions that are not held. The audit trail has those that are.
    /// </summary>
    private async ValueTask DecideOwnAsync(BedSignals signals, DateTimeOffset now)
    {
        if (!_own.Waits)
            return;
        _decidedOwn.Clear();
        await _own.DecideAsync(
                signals.NowSeconds,
                c => _verifications.VerifyAsync(OwnId(c.Kind, now), c, signals),
                _decidedOwn
            )
            .ConfigureAwait(false);
        foreach (var (candidate, decision, hasEnded, isHeld) in _decidedOwn)
        {
            var id = OwnId(candidate.Kind, now);
            if (isHeld)
            {
                Recorder.Add(
                    new AuditEntry(
                        now,
                        "WardGrid",
                        "alarm.not-raised",
                        id,
                        $"{candidate.Kind}: {NotRaised(decision)}. {decision?.Evidence.Reasons.FirstOrDefault()}"
                    )
                );
                continue;
            }

            var raised = Raise(id, candidate, now);
            if (decision is not null)
                Decide(raised, decision, signals);
            if (hasEnded)
                EndOwn(candidate.Kind, now);
        }
    }

    private static string NotRaised(AlarmDecision? decision) =>
        decision?.Verdict == Verdict.Refuted ? "refuted before it was raised" : "not raised on weak evidence";

    /// <summary>
    /// Ends a turn: what was recorded as refuted may be silent, what no rule silences any more sounds again, and pauses
    /// end.
    /// </summary>
    /// <param name="recorded">The alarms that are recorded since the last turn.</param>
    public void EndTurn(ImmutableArray<Alarm> recorded, DateTimeOffset now)
    {
        foreach (var alarm in recorded)
            _refuted.Recorded(alarm);
        _refuted.FollowModes();
        if (Inactive.EndDue(Open.All, now))
            InactiveChanged();
    }

    internal PendingVerdict Raise(string id, AlarmCandidate candidate, DateTimeOffset now)
    {
        var alarm = new Alarm(
            id,
            _association.PatientId,
            _association.Bed,
            _association.Demo,
            candidate.Kind,
            candidate.Priority,
            candidate.Origin,
            candidate.Text,
            now,
            null,
            null,
            false,
            null,
            null
        );
        alarm = _events.Join(alarm, now);
        Inactive.Note(alarm, now);
        Change(alarm);
        return _verdicts.Add(id, candidate, now);
    }

    private void Decide(PendingVerdict waiting, AlarmDecision decision, BedSignals? signals)
    {
        _verdicts.Remove(waiting);
        if (Open.Find(waiting.AlarmId) is not { } alarm)
            return;
        var at = waiting.Candidate.AtSeconds;
        var decided = alarm with { Decision = decision };
        if (alarm.Origin == AlarmOrigin.Monitor && AlarmHandling.IsVerified(alarm.Kind))
            PatientMetrics.Verdict.Record((_dependencies.Clock.GetUtcNow() - alarm.RaisedAt).TotalMilliseconds);
        _refuted.Decided(alarm);
        if (signals is not null)
        {
            Strips.Await(decided, at);
            _looks.Await(decided, waiting.Candidate);
        }

        Change(decided, signals is null ? null : StripExtractor.Around(signals, alarm.Id, at));
        PatientMetrics.AlarmsDecided.Add(
            1,
            new("kind", alarm.Kind.ToString()),
            new("origin", alarm.Origin.ToString()),
            new("verdict", decision.Verdict.ToString())
        );
    }

    internal void Change(Alarm alarm, AlarmStrip? strip = null)
    {
        Open.Put(alarm);
        Monitor.Follow(alarm);
        Strips.Follow(alarm);
        _looks.Follow(alarm);
        Recorder.Add(alarm, strip);
        HasChanged = true;
    }

    /// <summary>The patient leaves: what comes later is of no interest for its alarms.</summary>
    internal void ForgetSecondLooks() => _looks.Forget();

    /// <summary>An alarm is paused, off or on again.</summary>
    internal void InactiveChanged() => HasChanged = true;

    internal bool Lasts(AlarmKind kind) => Open.All.Any(a => a.Kind == kind && a.EndedAt is null);

    /// <summary>Raises a technical alarm of a device; it is not verified.</summary>
    internal void RaiseOwn(
        AlarmKind kind,
        AlarmPriority priority,
        string text,
        DateTimeOffset now,
        double atSeconds = 0
    ) => Raise(OwnId(kind, now), new(kind, priority, AlarmOrigin.WardGrid, atSeconds, text), now);

    internal void EndOwn(AlarmKind kind, DateTimeOffset now)
    {
        foreach (
            var alarm in Open.All.Where(a => a.Origin == AlarmOrigin.WardGrid && a.Kind == kind && a.EndedAt is null)
        )
            Change(alarm with { EndedAt = now });
    }

    /// <summary>Restores an alarm of an earlier activation.</summary>
    private void Resume(Alarm alarm, bool goesOn)
    {
        var now = _dependencies.Clock.GetUtcNow();
        if (alarm.Decision is null)
            alarm = alarm with { Decision = AlarmVerification.Undecided(VerdictSentences.ServerRestarted()) };

        // Only the monitor can end its alarm. WardGrid's own alarm is found again if this activation does not continue
        // the signals.
        var lasts =
            alarm.Id.StartsWith(DevicePrefix, StringComparison.Ordinal)
            && (alarm.Origin == AlarmOrigin.Monitor || goesOn);
        if (lasts && alarm is { Origin: AlarmOrigin.WardGrid, EndedAt: null })
            _own.Resume(alarm.Kind);
        Monitor.Resume(alarm, lasts);
        Change(lasts ? alarm : alarm with { EndedAt = alarm.EndedAt ?? now });
    }

    private string DevicePrefix => $"{_association.PatientId}.{_association.Device}.";

    private string OwnId(AlarmKind kind, DateTimeOffset now) => $"{DevicePrefix}{kind}.{now.ToUnixTimeMilliseconds()}";
}
