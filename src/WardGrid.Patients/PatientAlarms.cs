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

    /// <summary>Silence of a device after which that itself is an alarm; before it the view says it without one.</summary>
    public static readonly TimeSpan NoDataAfter = TimeSpan.FromSeconds(10);

    /// <summary>Refused frames without an accepted one after which that itself is an alarm.</summary>
    public static readonly TimeSpan RefusedAfter = TimeSpan.FromSeconds(2);

    private readonly Binding _binding;
    private readonly PatientCare _care;
    private readonly AlarmVerification _verification;
    private readonly ConditionWatch _watch = new();
    private readonly List<ConditionChange> _changes = [];
    private readonly List<Undecided> _undecided = [];
    private readonly List<StripDue> _strips = [];
    private readonly HashSet<string> _decidedUnrecorded = [];
    private readonly MonitorEpisodes _episodes;

    /// <summary>The monitor's alarms that lasted when their device was lost, by id.</summary>
    private readonly Dictionary<string, Alarm> _lost = [];
    private DateTimeOffset? _refusedSince;
    private DateTimeOffset _refusedAt;
    private bool _isRefused;

    /// <param name="goesOn">This life goes on with the signals of the earlier one, so that what lasted then lasts until it is seen to have ended.</param>
    public PatientAlarms(Binding binding, PatientState? state, PatientCare care, bool goesOn = false)
    {
        (_binding, _care) = (binding, care);
        _verification = new(care.Model, care.ModelDeadline, care.Clock, care.Points, care.Prototypes);
        Recorder = new(care);
        Inactive = new(binding.Bed, Recorder, state?.Inactive ?? []);
        _episodes = new(state?.Episodes ?? []);
        foreach (var alarm in state?.Unrecorded ?? [])
            Recorder.Add(alarm, null);
        foreach (var alarm in state?.Lost.Where(a => a.Id.StartsWith(DevicePrefix, StringComparison.Ordinal)) ?? [])
            _lost[alarm.Id] = alarm;
        foreach (var alarm in state?.Open ?? [])
            Resume(alarm, goesOn);
        (_isRefused, _refusedAt) = (Lasts(AlarmKind.StreamRefused), care.Clock.GetUtcNow());
    }

    public OpenAlarms Open { get; } = new();

    public InactiveAlarms Inactive { get; }

    public AlarmRecorder Recorder { get; }

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
        _changes.Clear();
        _watch.Advance(signals, limits, _changes);
        foreach (var change in _changes)
        {
            if (change.Started)
                Raise(OwnId(change.Kind, now), new(change.Kind, change.Priority, AlarmOrigin.WardGrid, change.AtSeconds, change.Text) { OfDevice = change.OfDevice }, now);
            else
                EndOwn(change.Kind, now);
        }
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

        _watch.Forget();
    }

    /// <summary>Says for as long as a birth holds which of its channels nobody watches.</summary>
    public void Unmonitored(DeviceBirth birth, DateTimeOffset now)
    {
        EndOwn(AlarmKind.NotMonitored, now);
        var blind = birth.Channels.Where(c => ChannelMonitoring.WhyNot(c) is not null).ToArray();
        if (blind.Length == 0)
            return;
        var ecgIsWatched = birth.Channels.Except(blind).Any(c => c.Kind == SignalKind.Ecg);
        var priority = !ecgIsWatched && blind.Any(ChannelMonitoring.MayBeEcg) ? AlarmPriority.Medium : AlarmPriority.Low;
        var words = string.Join(". ", blind.Select(c => ChannelMonitoring.Words(c, ChannelMonitoring.WhyNot(c)!.Value)));
        Raise(OwnId(AlarmKind.NotMonitored, now), new(AlarmKind.NotMonitored, priority, AlarmOrigin.WardGrid, 0, words), now);
    }

    /// <summary>A wave bundle was refused; where none has been accepted for a while, that itself is an alarm: the bed stands still.</summary>
    public void StreamRefused(Refusal refusal, DateTimeOffset now)
    {
        _refusedSince ??= now;
        _refusedAt = now;
        if (now - _refusedSince < RefusedAfter || _isRefused)
            return;
        _isRefused = true;
        EndOwn(AlarmKind.NoData, now);
        Raise(
            OwnId(AlarmKind.StreamRefused, now),
            new(AlarmKind.StreamRefused, AlarmPriority.Medium, AlarmOrigin.WardGrid, 0, $"The device sends, but its data is refused: {refusal.Detail}"), now);
    }

    /// <summary>A wave bundle was accepted.</summary>
    public void StreamAccepted(DateTimeOffset now)
    {
        if (_isRefused)
            EndOwn(AlarmKind.StreamRefused, now);
        (_isRefused, _refusedSince) = (false, null);
    }

    /// <summary>Raises the silence of a device that had been heard; one whose data is refused is not silent.</summary>
    /// <param name="heardAt">When the device's data was last accepted; null while none has been.</param>
    public void Silent(DateTimeOffset? heardAt, BedSignals? signals, DateTimeOffset now)
    {
        if (_isRefused)
            heardAt = _refusedAt;
        if (heardAt is not { } lastAt || now - lastAt < NoDataAfter)
            return;
        DeviceLost(now, raisedUntil: now - NoDataAfter);
        if (Lasts(AlarmKind.NoData))
            return;
        if (_isRefused)
            EndOwn(AlarmKind.StreamRefused, now);
        _isRefused = false;
        Raise(
            OwnId(AlarmKind.NoData, now),
            new(AlarmKind.NoData, AlarmPriority.Medium, AlarmOrigin.WardGrid, signals?.NowSeconds ?? 0, $"No data for {NoDataAfter.TotalSeconds:F0} s: the device is silent"), now);
    }

    /// <summary>The device's sample counters begin anew: what spoke of the old ones is settled as far as it can be.</summary>
    public void EpochBegan(BedSignals? before, uint epoch, DateTimeOffset now)
    {
        foreach (var waiting in _undecided.ToArray())
            Decide(waiting, AlarmVerification.Undecided(VerdictSentences.DeviceRestarted()), before);
        if (before is not null)
            CutStrips(before, now, all: true);
        _watch.Restart();
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
        for (var i = _undecided.Count - 1; i >= 0; i--)
        {
            var waiting = _undecided[i];
            if (signals is not null && IsHere(waiting.Candidate, signals))
            {
                var began = _care.Clock.GetTimestamp();
                using var trace = PatientTraces.Verify(waiting.Id, $"{waiting.Candidate.Kind}");
                var decision = IsOff(waiting.Candidate.Kind)
                    ? AlarmVerification.Undecided(VerdictSentences.CheckIsOff())
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

    /// <summary>Completes the strips whose last second has come, or will not come any more.</summary>
    public void CutStrips(BedSignals signals, DateTimeOffset now, bool all = false)
    {
        for (var i = _strips.Count - 1; i >= 0; i--)
        {
            var due = _strips[i];
            if (!all && signals.NowSeconds < due.AtSeconds + StripCutter.SecondsAfter && now < due.Until)
                continue;
            _strips.RemoveAt(i);
            Recorder.Add(due.Alarm, StripCutter.Around(signals, due.Alarm.Id, due.AtSeconds));
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
        Inactive.Note(alarm, now);
        Change(alarm);
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
            _strips.Add(new(decided, at, alarm.RaisedAt + TimeSpan.FromSeconds(2 * StripCutter.SecondsAfter)));
        Change(decided, signals is null ? null : StripCutter.Around(signals, alarm.Id, at));
        PatientMetrics.AlarmsDecided.Add(1, new("kind", alarm.Kind.ToString()), new("origin", alarm.Origin.ToString()), new("verdict", decision.Verdict.ToString()));
    }

    private void Change(Alarm alarm, AlarmStrip? strip = null)
    {
        Open.Put(alarm);
        if (_lost.ContainsKey(alarm.Id))
            _lost[alarm.Id] = alarm;
        foreach (var due in _strips)
        {
            if (due.Alarm.Id == alarm.Id)
                due.Alarm = alarm;
        }

        Recorder.Add(alarm, strip);
        HasChanged = true;
    }

    private bool IsOff(AlarmKind kind) => AlarmHandling.IsVerified(kind) && _care.Modes[_binding.Ward, kind] == SuppressionMode.Off;

    private bool Lasts(AlarmKind kind) => Open.All.Any(a => a.Kind == kind && a.EndedAt is null);

    private void EndOwn(AlarmKind kind, DateTimeOffset now)
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
            _watch.Resume(alarm.Kind);
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

    private sealed class StripDue(Alarm alarm, double atSeconds, DateTimeOffset until)
    {
        public Alarm Alarm { get; set; } = alarm;

        public double AtSeconds => atSeconds;

        public DateTimeOffset Until => until;
    }
}
