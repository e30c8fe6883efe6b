using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// The alarms of one patient from the first word to the last strip: raised, verified, shown, recorded, ended,
/// acknowledged.
/// </summary>
/// <remarks>
/// Every change goes through <see cref="Change"/>, so that view, record and strip never differ. One thread at a time.
/// </remarks>
public sealed class PatientAlarms
{
    private readonly DeviceAssociation _association;
    private readonly PatientDependencies _dependencies;
    private readonly PendingVerdicts _verdicts;
    private readonly OwnAlarms _own;
    private readonly List<ConditionChange> _ended = [];
    private readonly List<OwnAlarm> _decidedOwn = [];
    private readonly HashSet<string> _decidedUnrecorded = [];

    /// <param name="goesOn">This activation goes on with the signals of the earlier one, so that what lasted then lasts
    /// until it is seen to have ended.</param>
    public PatientAlarms(
        DeviceAssociation association,
        PatientState? state,
        PatientDependencies dependencies,
        bool goesOn = false
    )
    {
        (_association, _dependencies) = (association, dependencies);
        _verdicts = new(dependencies, association.Ward);
        _own = new(dependencies.LowPriority);
        Recorder = new(dependencies);
        Strips = new(Recorder);
        Inactive = new(association.Bed, Recorder, state?.Inactive ?? []);
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

    /// <summary>What the monitor itself tells of.</summary>
    public MonitorAlarms Monitor { get; }

    /// <summary>What is wrong with the device itself.</summary>
    public DeviceAlarms Device { get; }

    /// <summary>Something that the ward shows has changed since this was last cleared.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Lets WardGrid's own conditions judge what has come.</summary>
    public void Watch(BedSignals signals, AlarmLimits limits, DateTimeOffset now)
    {
        _ended.Clear();
        _own.Advance(signals, limits, _ended);
        foreach (var change in _ended)
            EndOwn(change.Kind, now);
    }

    /// <summary>The device is heard, so it is not silent.</summary>
    public void Heard(DateTimeOffset now)
    {
        if (Open.Shown.Length > 0)
            EndOwn(AlarmKind.NoData, now);
        Monitor.Back();
    }

    /// <summary>
    /// The device has left or is silent: nobody can say any more whether its alarms last, so they end and say so.
    /// </summary>
    /// <param name="raisedUntil">Alarms raised later are left: the device told of them after it had fallen
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
    /// The device's sample counters begin anew: what spoke of the old ones is settled as far as it can be.
    /// </summary>
    public void EpochBegan(BedSignals? before, uint epoch, DateTimeOffset now)
    {
        foreach (var waiting in _verdicts.All)
            Decide(waiting, AlarmVerification.Undecided(VerdictSentences.DeviceRestarted()), before);
        if (before is not null)
            Strips.Cut(before, now, all: true);
        _own.Restart();
        Monitor.EpochBegan(epoch, now);
    }

    /// <summary>Decides every alarm whose samples are here, or have been waited for long enough.</summary>
    public async ValueTask DecideAsync(BedSignals? signals, DateTimeOffset now)
    {
        if (signals is not null)
            await DecideOwnAsync(signals, now).ConfigureAwait(false);
        await _verdicts
            .DecideAsync(signals, now, (pending, decision) => Decide(pending, decision, signals))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Raises what WardGrid's conditions have found and the verifier does not refute; what it refutes
    /// is in the audit trail.
    /// </summary>
    private async ValueTask DecideOwnAsync(BedSignals signals, DateTimeOffset now)
    {
        if (!_own.Waits)
            return;
        _decidedOwn.Clear();
        await _own.DecideAsync(
                signals.NowSeconds,
                c => _verdicts.VerifyAsync(OwnId(c.Kind, now), c, signals),
                _decidedOwn
            )
            .ConfigureAwait(false);
        foreach (var (candidate, decision) in _decidedOwn)
        {
            var id = OwnId(candidate.Kind, now);
            if (decision.Verdict == Verdict.Refuted)
            {
                Recorder.Add(
                    new AuditEntry(
                        now,
                        "WardGrid",
                        "alarm.not-raised",
                        id,
                        $"{candidate.Kind}: refuted before it was raised. {decision.Evidence.Reasons.FirstOrDefault()}"
                    )
                );
                continue;
            }

            Decide(Raise(id, candidate, now), decision, signals);
        }
    }

    /// <summary>
    /// Makes silent what has been recorded as refuted, where its rule is active: with the first record of
    /// its verdict, or never.
    /// </summary>
    public void Recorded(Alarm alarm)
    {
        if (
            alarm.Decision is not null
            && _decidedUnrecorded.Remove(alarm.Id)
            && _dependencies.Modes.LeadSilence(alarm, _association.Ward)
            && Open.Find(alarm.Id) is { Silent: false } open
        )
            Change(open with { Silent = true });
    }

    /// <summary>
    /// Lets sound again what a rule that was stepped back no longer silences; what sounds is never silenced afterwards.
    /// </summary>
    public void FollowModes()
    {
        if (Open.AnySilent)
        {
            foreach (
                var alarm in Open.All.Where(a => a.Silent && !_dependencies.Modes.LeadSilence(a, _association.Ward))
            )
                Change(alarm with { Silent = false });
        }
    }

    public CommandOutcome Acknowledge(string by, string alarmId, DateTimeOffset now)
    {
        if (Open.Find(alarmId) is not { } shown)
            return CommandOutcome.Refused(
                $"Bed {_association.Bed} has no open alarm with this id; it may have ended and been acknowledged."
            );
        foreach (var alarm in Open.SameLine(shown).Where(a => a.AcknowledgedAt is null))
        {
            Change(alarm with { AcknowledgedAt = now, AcknowledgedBy = by });
            Recorder.Add(new AuditEntry(now, by, "alarm.acknowledged", alarm.Id, ""));
        }

        return CommandOutcome.Success;
    }

    /// <summary>
    /// Pauses an alarm or turns it off: what belongs to its event but is not paused itself stands
    /// by itself from now on.
    /// </summary>
    public CommandOutcome Inactivate(PatientCommand.Inactivate asked, DateTimeOffset now)
    {
        var outcome = Inactive.Begin(asked, Open.All, now);
        if (outcome.Done)
        {
            foreach (var part in Open.All.Where(a => a.PartOf is not null && !Inactive.All.Any(i => i.Covers(a))))
                Change(part with { PartOf = null });
        }

        return outcome;
    }

    /// <summary>The patient leaves: nothing is left open.</summary>
    public CommandOutcome Discharge(string by, DateTimeOffset now)
    {
        Inactive.EndAll(by, now);
        Monitor.ForgetLost();
        foreach (var alarm in Open.All)
        {
            Change(
                alarm with
                {
                    EndedAt = alarm.EndedAt ?? now,
                    AcknowledgedAt = alarm.AcknowledgedAt ?? now,
                    AcknowledgedBy = alarm.AcknowledgedBy ?? by,
                }
            );
            Recorder.Add(new AuditEntry(now, by, "alarm.closed", alarm.Id, "The patient was discharged."));
        }

        return CommandOutcome.Success;
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
        alarm = Join(alarm, now);
        Inactive.Note(alarm, now);
        Change(alarm);
        return _verdicts.Add(id, candidate, now);
    }

    /// <summary>
    /// Makes an alarm that begins a part of the event that it tells of, or the first of it; events that it tells of
    /// both are one from now on.
    /// </summary>
    private Alarm Join(Alarm alarm, DateTimeOffset now)
    {
        // What is paused or off never takes another alarm with it.
        Alarm[] events =
        [
            .. Open.EventsOf(alarm, now).Where(e => !Inactive.All.Any(i => i.Covers(e) != i.Covers(alarm))),
        ];
        if (events.Length == 0)
            return alarm;
        var first = events[0];
        if (AlarmEvents.Holds(first, alarm, now))
        {
            alarm = alarm with { AcknowledgedAt = now, AcknowledgedBy = first.AcknowledgedBy };
            Recorder.Add(
                new AuditEntry(
                    now,
                    first.AcknowledgedBy ?? "",
                    "alarm.acknowledged",
                    alarm.Id,
                    $"It joined the event of {first.Id}, which was acknowledged before."
                )
            );
        }

        var leads = AlarmEvents.Leads(alarm, first);
        var standsFor = leads ? alarm.Id : first.Id;
        // What has just ended and is closed is no longer open, but it is of the event too.
        foreach (
            var part in Open
                .All.Union(events)
                .Where(a => a.Id != standsFor && events.Any(e => e.Id == a.Id || e.Id == a.PartOf))
        )
            Change(part with { PartOf = standsFor });
        return leads ? alarm : alarm with { PartOf = standsFor };
    }

    private void Decide(PendingVerdict waiting, AlarmDecision decision, BedSignals? signals)
    {
        _verdicts.Remove(waiting);
        if (Open.Find(waiting.AlarmId) is not { } alarm)
            return;
        var at = waiting.Candidate.AtSeconds;
        var decided = alarm with { Decision = decision };
        _decidedUnrecorded.Add(alarm.Id);
        if (signals is not null)
            Strips.Await(decided, at);
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
        Recorder.Add(alarm, strip);
        HasChanged = true;
    }

    internal bool Lasts(AlarmKind kind) => Open.All.Any(a => a.Kind == kind && a.EndedAt is null);

    /// <summary>Raises what WardGrid says of a device; nothing verifies it.</summary>
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

    /// <summary>Takes up an alarm of an earlier activation.</summary>
    private void Resume(Alarm alarm, bool goesOn)
    {
        var now = _dependencies.Clock.GetUtcNow();
        if (alarm.Decision is null)
            alarm = alarm with { Decision = AlarmVerification.Undecided(VerdictSentences.ServerRestarted()) };

        // A monitor's alarm can be ended by that monitor only. What WardGrid saw itself it will see again, where it
        // cannot go on seeing it.
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
