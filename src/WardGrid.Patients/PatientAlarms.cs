using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Signals;
using WardGrid.Signals.Frames;

namespace WardGrid.Patients;

/// <summary>The alarms of one patient from the first word to the last strip: raised, verified, shown, recorded, ended, acknowledged.</summary>
/// <remarks>Every change goes through <see cref="Change"/>, so that view, record and strip never differ. One thread at a time.</remarks>
public sealed class PatientAlarms
{
    /// <summary>How long an alarm waits for the samples that it speaks of: six bundles of 250 ms.</summary>
    public static readonly TimeSpan SampleWait = TimeSpan.FromSeconds(1.5);

    private readonly Binding _binding;
    private readonly PatientCare _care;
    private readonly AlarmVerification _verification;
    private readonly OwnAlarms _own = new();
    private readonly List<ConditionChange> _ended = [];
    private readonly List<OwnAlarm> _decidedOwn = [];
    private readonly List<Undecided> _undecided = [];
    private readonly HashSet<string> _decidedUnrecorded = [];
    private readonly MonitorEpisodes _episodes;

    /// <summary>The monitor's alarms that lasted when their device was lost, by id.</summary>
    private readonly Dictionary<string, Alarm> _lost = [];

    /// <param name="goesOn">This life goes on with the signals of the earlier one, so that what lasted then lasts until it is seen to have ended.</param>
    public PatientAlarms(Binding binding, PatientState? state, PatientCare care, bool goesOn = false)
    {
        (_binding, _care) = (binding, care);
        _verification = new(care.Model, care.ModelDeadline, care.Clock, care.Points, care.Prototypes);
        Recorder = new(care);
        Strips = new(Recorder);
        Inactive = new(binding.Bed, Recorder, state?.Inactive ?? []);
        _episodes = new(state?.Episodes ?? []);
        foreach (var alarm in state?.Unrecorded ?? [])
            Recorder.Add(alarm, null);
        foreach (var alarm in state?.Lost.Where(a => a.Id.StartsWith(DevicePrefix, StringComparison.Ordinal)) ?? [])
            _lost[alarm.Id] = alarm;
        foreach (var alarm in state?.Open ?? [])
            Resume(alarm, goesOn);
        Device = new(this, care.Clock.GetUtcNow());
    }

    public OpenAlarms Open { get; } = new();

    public InactiveAlarms Inactive { get; }

    public AlarmRecorder Recorder { get; }

    public AlarmStrips Strips { get; }

    /// <summary>What is wrong with the device itself.</summary>
    public DeviceTrouble Device { get; }

    /// <summary>What the monitor's alarm ids stand for.</summary>
    public ImmutableArray<MonitorEpisode> Episodes => _episodes.All;

    /// <summary>The monitor's alarms that lasted when their device was lost: they last again when it comes back and goes on.</summary>
    public ImmutableArray<Alarm> Lost => [.. _lost.Values];

    /// <summary>Something that the ward shows has changed since this was last cleared.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Takes the monitor's own alarm: its start, its update, its end.</summary>
    public Refusal Alert(DeviceAlert alert, BedSignals? signals, DateTimeOffset now)
    {
        if (!DeviceTopic.IsName(alert.Id))
            return new(RefusalReason.Malformed, $"an alarm's id has 1 to {DeviceTopic.MaxName} letters, digits, _ or -");
        if (signals is not null && alert.Epoch != signals.Birth.Epoch)
            return new(RefusalReason.WrongEpoch, $"the alarm is of epoch {alert.Epoch}, the device's birth of epoch {signals.Birth.Epoch}");

        var key = Prefix(alert.Epoch) + alert.Id;
        return (_episodes.Find(key), alert.Phase) switch
        {
            ({ Ended: false } lasting, AlertPhase.End) => EndEpisode(lasting, now),
            (_, AlertPhase.End) => new(RefusalReason.UnknownAlarm, $"alarm {alert.Id} ends, but no open alarm has this id"),
            ({ Ended: false } lasting, _) => UpdateEpisode(lasting, alert),
            ({ Ended: true }, AlertPhase.Update) => new(RefusalReason.UnknownAlarm, $"alarm {alert.Id} is changed, but it has ended"),
            ({ Ended: true } ended, _) when ended.StartMicros == alert.TimeMicros => new(RefusalReason.UnknownAlarm, $"alarm {alert.Id} has ended; its start came again"),
            // An update without its start opens the alarm too: the start may have been lost.
            (var ended, _) => OpenEpisode(key, ended is null ? key : $"{key}~{now.ToUnixTimeMilliseconds()}", alert, signals, now),
        };
    }

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
        if (_lost.Count == 0)
            return;
        var back = Lost;
        _lost.Clear();
        foreach (var alarm in back)
            Change(alarm with { EndedAt = null, DeviceLost = false });
    }

    /// <summary>The device has left or is silent: nobody can say any more whether its alarms last, so they end and say so.</summary>
    /// <param name="raisedUntil">Alarms raised later are left: the device told of them after it had fallen silent.</param>
    public void DeviceLost(DateTimeOffset now, DateTimeOffset raisedUntil)
    {
        foreach (var alarm in Open.All.Where(a => a.EndedAt is null && a.RaisedAt <= raisedUntil && AlarmHandling.EndsWithDevice(a)))
        {
            var lost = alarm with { EndedAt = now, DeviceLost = true };
            if (alarm.Origin == AlarmOrigin.Monitor)
                _lost[alarm.Id] = lost;
            Change(lost);
        }

        _own.Forget();
    }

    /// <summary>The device's sample counters begin anew: what spoke of the old ones is settled as far as it can be.</summary>
    public void EpochBegan(BedSignals? before, uint epoch, DateTimeOffset now)
    {
        foreach (var waiting in _undecided.ToArray())
            Decide(waiting, AlarmVerification.Undecided(VerdictSentences.DeviceRestarted()), before);
        if (before is not null)
            Strips.Cut(before, now, all: true);
        _own.Restart();
        // A new life hears the birth of the same epoch again: the device goes on, and its alarms with it.
        foreach (var id in _lost.Keys.Where(id => !id.StartsWith(Prefix(epoch), StringComparison.Ordinal)).ToArray())
            _lost.Remove(id);
        foreach (var episode in _episodes.All.Where(e => !e.Ended && !e.Key.StartsWith(Prefix(epoch), StringComparison.Ordinal)))
            _episodes.End(episode);
        foreach (var alarm in Open.All.Where(a => a is { Origin: AlarmOrigin.Monitor, EndedAt: null } && !a.Id.StartsWith(Prefix(epoch), StringComparison.Ordinal)))
            Change(alarm with { EndedAt = now });
    }

    /// <summary>Decides every alarm whose samples are here, or have been waited for long enough.</summary>
    public async ValueTask DecideAsync(BedSignals? signals, DateTimeOffset now)
    {
        if (signals is not null)
            await DecideOwnAsync(signals, now).ConfigureAwait(false);
        for (var i = _undecided.Count - 1; i >= 0; i--)
        {
            var waiting = _undecided[i];
            if (signals is not null && IsHere(waiting.Candidate, signals))
            {
                var began = _care.Clock.GetTimestamp();
                using var trace = PatientTraces.Verify(waiting.Id, $"{waiting.Candidate.Kind}");
                var decision = IsOff(waiting.Candidate.Kind)
                    ? AlarmVerification.Off
                    : await _verification.DecideAsync(signals, waiting.Candidate).ConfigureAwait(false);
                PatientMetrics.Verification.Record(_care.Clock.GetElapsedTime(began).TotalMilliseconds);
                trace?.SetTag("wardgrid.verdict", $"{decision.Verdict}");
                Decide(waiting, decision, signals);
            }
            else if (now >= waiting.Until)
            {
                Decide(waiting, AlarmVerification.Undecided(VerdictSentences.SamplesLate(SampleWait)), signals);
            }
        }
    }

    /// <summary>Raises what WardGrid's conditions have found and the verifier does not refute; what it refutes is in the audit trail.</summary>
    private async ValueTask DecideOwnAsync(BedSignals signals, DateTimeOffset now)
    {
        if (!_own.Waits)
            return;
        _decidedOwn.Clear();
        await _own.DecideAsync(
            signals.NowSeconds, c => IsOff(c.Kind) ? new(AlarmVerification.Off) : _verification.DecideAsync(signals, c), _decidedOwn).ConfigureAwait(false);
        foreach (var (candidate, decision) in _decidedOwn)
        {
            var id = OwnId(candidate.Kind, now);
            if (decision.Verdict == Verdict.Refuted)
            {
                Recorder.Add(new AuditEntry(now, "WardGrid", "alarm.not-raised", id, $"{candidate.Kind}: refuted before it was raised. {decision.Evidence.Reasons.FirstOrDefault()}"));
                continue;
            }

            Raise(id, candidate, now);
            Decide(_undecided[^1], decision, signals);
        }
    }

    /// <summary>Makes silent what has been recorded as refuted, where its rule is active: with the first record of its verdict, or never.</summary>
    public void Recorded(Alarm alarm)
    {
        if (alarm.Decision is not null && _decidedUnrecorded.Remove(alarm.Id) && _care.Modes.Silences(alarm, _binding.Ward) && Open.Find(alarm.Id) is { Silent: false } open)
            Change(open with { Silent = true });
    }

    /// <summary>Lets sound again what a rule that was stepped back no longer silences; what sounds is never silenced afterwards.</summary>
    public void FollowModes()
    {
        if (Open.AnySilent)
        {
            foreach (var alarm in Open.All.Where(a => a.Silent && !_care.Modes.Silences(a, _binding.Ward)))
                Change(alarm with { Silent = false });
        }
    }

    public CommandOutcome Acknowledge(string by, string alarmId, DateTimeOffset now)
    {
        if (Open.Find(alarmId) is not { } shown)
            return CommandOutcome.Refused($"Bed {_binding.Bed} has no open alarm with this id; it may have ended and been acknowledged.");
        foreach (var alarm in Open.SameLine(shown).Where(a => a.AcknowledgedAt is null))
        {
            Change(alarm with { AcknowledgedAt = now, AcknowledgedBy = by });
            Recorder.Add(new AuditEntry(now, by, "alarm.acknowledged", alarm.Id, ""));
        }

        return CommandOutcome.Success;
    }

    /// <summary>Pauses an alarm or turns it off: what belongs to its event but is not paused itself stands by itself from now on.</summary>
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
        _lost.Clear();
        foreach (var alarm in Open.All)
        {
            Change(alarm with { EndedAt = alarm.EndedAt ?? now, AcknowledgedAt = alarm.AcknowledgedAt ?? now, AcknowledgedBy = alarm.AcknowledgedBy ?? by });
            Recorder.Add(new AuditEntry(now, by, "alarm.closed", alarm.Id, "The patient was discharged."));
        }

        return CommandOutcome.Success;
    }

    private Refusal OpenEpisode(string key, string id, DeviceAlert alert, BedSignals? signals, DateTimeOffset now)
    {
        _episodes.Open(key, id, alert.TimeMicros);
        var text = alert.Text.Length > 0 ? alert.Text : alert.Kind;
        Raise(id, new(AlarmHandling.KindOf(alert.Kind), AlarmHandling.PriorityOf(alert.Priority), AlarmOrigin.Monitor, AlarmSeconds(alert, signals), text), now);
        return Refusal.None;
    }

    private Refusal UpdateEpisode(MonitorEpisode episode, DeviceAlert alert)
    {
        // A message that comes again, since its sender was not sure that it arrived, changes nothing and writes nothing.
        if (Open.Find(episode.AlarmId) is { } known && known with { Priority = AlarmHandling.PriorityOf(alert.Priority), Text = alert.Text } is var updated && updated != known)
            Change(updated);
        return Refusal.None;
    }

    private Refusal EndEpisode(MonitorEpisode episode, DateTimeOffset now)
    {
        _episodes.End(episode);
        _lost.Remove(episode.AlarmId);
        if (Open.Find(episode.AlarmId) is { } known)
            Change(known with { EndedAt = known.EndedAt ?? now });
        return Refusal.None;
    }

    private void Raise(string id, AlarmCandidate candidate, DateTimeOffset now)
    {
        var alarm = new Alarm(
            id, _binding.PatientId, _binding.Bed, _binding.Demo, candidate.Kind, candidate.Priority, candidate.Origin, candidate.Text, now, null, null, false, null, null);
        _undecided.Add(new(id, candidate, now + SampleWait));
        alarm = Join(alarm, now);
        Inactive.Note(alarm, now);
        Change(alarm);
    }

    /// <summary>Makes an alarm that begins a part of the event that it tells of, or the first of it; events that it tells of both are one from now on.</summary>
    private Alarm Join(Alarm alarm, DateTimeOffset now)
    {
        // What is paused or off never takes another alarm with it.
        Alarm[] events = [.. Open.EventsOf(alarm, now).Where(e => !Inactive.All.Any(i => i.Covers(e) != i.Covers(alarm)))];
        if (events.Length == 0)
            return alarm;
        var first = events[0];
        if (AlarmEvents.Holds(first, alarm, now))
        {
            alarm = alarm with { AcknowledgedAt = now, AcknowledgedBy = first.AcknowledgedBy };
            Recorder.Add(new AuditEntry(now, first.AcknowledgedBy ?? "", "alarm.acknowledged", alarm.Id, $"It joined the event of {first.Id}, which was acknowledged before."));
        }

        var leads = AlarmEvents.Leads(alarm, first);
        var standsFor = leads ? alarm.Id : first.Id;
        // What has just ended and is closed is no longer open, but it is of the event too.
        foreach (var part in Open.All.Union(events).Where(a => a.Id != standsFor && events.Any(e => e.Id == a.Id || e.Id == a.PartOf)))
            Change(part with { PartOf = standsFor });
        return leads ? alarm : alarm with { PartOf = standsFor };
    }

    private void Decide(Undecided waiting, AlarmDecision decision, BedSignals? signals)
    {
        _undecided.Remove(waiting);
        if (Open.Find(waiting.Id) is not { } alarm)
            return;
        var at = waiting.Candidate.AtSeconds;
        var decided = alarm with { Decision = decision };
        _decidedUnrecorded.Add(alarm.Id);
        if (signals is not null)
            Strips.Await(decided, at);
        Change(decided, signals is null ? null : StripCutter.Around(signals, alarm.Id, at));
        PatientMetrics.AlarmsDecided.Add(1, new("kind", alarm.Kind.ToString()), new("origin", alarm.Origin.ToString()), new("verdict", decision.Verdict.ToString()));
    }

    private void Change(Alarm alarm, AlarmStrip? strip = null)
    {
        Open.Put(alarm);
        if (_lost.ContainsKey(alarm.Id))
            _lost[alarm.Id] = alarm;
        Strips.Follow(alarm);
        Recorder.Add(alarm, strip);
        HasChanged = true;
    }

    private bool IsOff(AlarmKind kind) => AlarmHandling.IsVerified(kind) && _care.Modes[_binding.Ward, kind] == SuppressionMode.Off;

    internal bool Lasts(AlarmKind kind) => Open.All.Any(a => a.Kind == kind && a.EndedAt is null);

    /// <summary>Raises what WardGrid says of a device; nothing verifies it.</summary>
    internal void RaiseOwn(AlarmKind kind, AlarmPriority priority, string text, DateTimeOffset now, double atSeconds = 0) =>
        Raise(OwnId(kind, now), new(kind, priority, AlarmOrigin.WardGrid, atSeconds, text), now);

    internal void EndOwn(AlarmKind kind, DateTimeOffset now)
    {
        foreach (var alarm in Open.All.Where(a => a.Origin == AlarmOrigin.WardGrid && a.Kind == kind && a.EndedAt is null))
            Change(alarm with { EndedAt = now });
    }

    /// <summary>Takes up an alarm of an earlier life.</summary>
    private void Resume(Alarm alarm, bool goesOn)
    {
        var now = _care.Clock.GetUtcNow();
        if (alarm.Decision is null)
            alarm = alarm with { Decision = AlarmVerification.Undecided(VerdictSentences.ServerRestarted()) };

        // A monitor's alarm can be ended by that monitor only. What WardGrid saw itself it will see again, where it cannot go on seeing it.
        var lasts = alarm.Id.StartsWith(DevicePrefix, StringComparison.Ordinal) && (alarm.Origin == AlarmOrigin.Monitor || goesOn);
        if (lasts && alarm is { Origin: AlarmOrigin.WardGrid, EndedAt: null })
            _own.Resume(alarm.Kind);
        // What an older WardGrid stored knows of no episodes.
        if (alarm.Origin == AlarmOrigin.Monitor && !_episodes.All.Any(e => e.AlarmId == alarm.Id))
            _episodes.Open(alarm.Id.Split('~')[0], alarm.Id, 0);
        if (!lasts || alarm is { EndedAt: not null, DeviceLost: false })
        {
            foreach (var episode in _episodes.All.Where(e => e.AlarmId == alarm.Id))
                _episodes.End(episode);
        }

        Change(lasts ? alarm : alarm with { EndedAt = alarm.EndedAt ?? now });
    }

    private string DevicePrefix => $"{_binding.PatientId}.{_binding.Device}.";

    private string Prefix(uint epoch) => $"{DevicePrefix}{epoch}.";

    private string OwnId(AlarmKind kind, DateTimeOffset now) => $"{DevicePrefix}{kind}.{now.ToUnixTimeMilliseconds()}";

    private static double AlarmSeconds(DeviceAlert alert, BedSignals? signals)
    {
        if (signals is null)
            return 0;
        var ecg = signals.Channels.FirstOrDefault(c => c.Kind == SignalKind.Ecg);
        return alert.Sample is { } sample && ecg is not null ? sample / ecg.Declaration.Rate : Reach(signals);
    }

    private static bool IsHere(AlarmCandidate candidate, BedSignals signals) =>
        candidate.Origin == AlarmOrigin.WardGrid || candidate.AtSeconds <= Reach(signals);

    /// <summary>Seconds up to which the channels that an alarm counts on have come.</summary>
    private static double Reach(BedSignals signals) =>
        (signals.Channels.FirstOrDefault(c => c.Kind == SignalKind.Ecg) ?? signals.Channels.FirstOrDefault())?.EndSeconds ?? 0;

    private sealed record Undecided(string Id, AlarmCandidate Candidate, DateTimeOffset Until);
}
