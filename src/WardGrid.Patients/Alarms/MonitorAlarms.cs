using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients.Records;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// The alarms of a patient's monitor: their starts, updates and ends, and what happens to them when the monitor is
/// lost.
/// </summary>
/// <remarks>Only the monitor, or its loss, can end its alarm. One thread at a time.</remarks>
public sealed class MonitorAlarms
{
    private readonly PatientAlarms _alarms;
    private readonly string _devicePrefix;
    private readonly MonitorEpisodes _episodes;

    /// <summary>Alarms that lasted when the device was lost, by id.</summary>
    private readonly Dictionary<string, Alarm> _lost = [];

    /// <param name="devicePrefix">The beginning of the ids of all alarms of this patient at this device.</param>
    internal MonitorAlarms(PatientAlarms alarms, string devicePrefix, PatientState? state)
    {
        (_alarms, _devicePrefix, _episodes) = (alarms, devicePrefix, new(state?.Episodes ?? []));
        foreach (var alarm in state?.Lost.Where(a => a.Id.StartsWith(devicePrefix, StringComparison.Ordinal)) ?? [])
            _lost[alarm.Id] = alarm;
    }

    /// <summary>The episodes of the monitor's alarm ids.</summary>
    public ImmutableArray<MonitorEpisode> Episodes => _episodes.All;

    /// <summary>
    /// Alarms that lasted when the device was lost. They last again when the device comes back in the same epoch.
    /// </summary>
    public ImmutableArray<Alarm> Lost => [.. _lost.Values];

    /// <summary>Handles an alert of the monitor: the start, an update or the end of an alarm.</summary>
    /// <param name="kind">What the monitor's code means; it counts at the start.</param>
    public Refusal Take(DeviceAlert alert, AlarmKind kind, BedSignals? signals, DateTimeOffset now)
    {
        if (!DeviceTopic.IsName(alert.Id))
            return new(
                RefusalReason.Malformed,
                $"an alarm's id has 1 to {DeviceTopic.MaxName} letters, digits, _ or -"
            );
        if (signals is not null && alert.Epoch != signals.Birth.Epoch)
            return new(
                RefusalReason.WrongEpoch,
                $"the alarm is of epoch {alert.Epoch}, the device's birth of epoch {signals.Birth.Epoch}"
            );

        var key = Prefix(alert.Epoch) + alert.Id;
        return (_episodes.Find(key), alert.Phase) switch
        {
            ({ Ended: false } lasting, AlertPhase.End) => End(lasting, now),
            (_, AlertPhase.End) => new(
                RefusalReason.UnknownAlarm,
                $"alarm {alert.Id} ends, but no open alarm has this id"
            ),
            ({ Ended: false } lasting, _) => Update(lasting, alert),
            ({ Ended: true }, AlertPhase.Update) => new(
                RefusalReason.UnknownAlarm,
                $"alarm {alert.Id} is changed, but it has ended"
            ),
            ({ Ended: true } ended, _) when ended.StartMicros == alert.TimeMicros => new(
                RefusalReason.UnknownAlarm,
                $"alarm {alert.Id} has ended; its start came again"
            ),
            // An update without its start opens the alarm too: the start may have been lost.
            (var ended, _) => Begin(
                key,
                ended is null ? key : $"{key}~{now.ToUnixTimeMilliseconds()}",
                alert,
                kind,
                signals,
                now
            ),
        };
    }

    /// <summary>The device sends again: alarms that lasted when it was lost last again.</summary>
    public void Back()
    {
        if (_lost.Count == 0)
            return;
        var back = Lost;
        _lost.Clear();
        foreach (var alarm in back)
            _alarms.Change(alarm with { EndedAt = null, DeviceLost = false });
    }

    /// <summary>Remembers an alarm that lasted when the device was lost.</summary>
    public void KeepLost(Alarm alarm) => _lost[alarm.Id] = alarm;

    /// <summary>Updates a changed alarm, if it is remembered as lost.</summary>
    public void Follow(Alarm alarm)
    {
        if (_lost.ContainsKey(alarm.Id))
            _lost[alarm.Id] = alarm;
    }

    public void ForgetLost() => _lost.Clear();

    /// <summary>
    /// The device's counters started again, so the device cannot end an alarm of an older epoch any more.
    /// </summary>
    /// <remarks>
    /// A new activation receives the birth of the same epoch again; then the device and its alarms continue.
    /// </remarks>
    public void EpochBegan(uint epoch, DateTimeOffset now)
    {
        foreach (var id in _lost.Keys.Where(id => !IsOf(epoch, id)).ToArray())
            _lost.Remove(id);
        foreach (var episode in _episodes.All.Where(e => !e.Ended && !IsOf(epoch, e.Key)))
            _episodes.End(episode);
        foreach (
            var alarm in _alarms.Open.All.Where(a =>
                a is { Origin: AlarmOrigin.Monitor, EndedAt: null } && !IsOf(epoch, a.Id)
            )
        )
            _alarms.Change(alarm with { EndedAt = now });
    }

    /// <summary>Restores the episode of an alarm of an earlier activation.</summary>
    /// <param name="lasts">Whether the alarm is from this device and lasts.</param>
    public void Resume(Alarm alarm, bool lasts)
    {
        // The state that an older WardGrid stored has no episodes.
        if (alarm.Origin == AlarmOrigin.Monitor && !_episodes.All.Any(e => e.AlarmId == alarm.Id))
            _episodes.Open(alarm.Id.Split('~')[0], alarm.Id, 0);
        if (lasts && alarm is not { EndedAt: not null, DeviceLost: false })
            return;
        foreach (var episode in _episodes.All.Where(e => e.AlarmId == alarm.Id))
            _episodes.End(episode);
    }

    private Refusal Begin(
        string key,
        string id,
        DeviceAlert alert,
        AlarmKind kind,
        BedSignals? signals,
        DateTimeOffset now
    )
    {
        _episodes.Open(key, id, alert.TimeMicros);
        var text = alert.Text.Length > 0 ? alert.Text : alert.Kind;
        var priority = AlarmHandling.PriorityOf(alert.Priority);
        _alarms.Raise(id, new(kind, priority, AlarmOrigin.Monitor, SecondsOf(alert, signals), text), now);
        return Refusal.None;
    }

    private Refusal Update(MonitorEpisode episode, DeviceAlert alert)
    {
        if (_alarms.Open.Find(episode.AlarmId) is not { } known)
            return Refusal.None;
        var updated = known with { Priority = AlarmHandling.PriorityOf(alert.Priority), Text = alert.Text };
        // A repeated message changes nothing and writes nothing.
        if (updated != known)
            _alarms.Change(updated);
        return Refusal.None;
    }

    private Refusal End(MonitorEpisode episode, DateTimeOffset now)
    {
        _episodes.End(episode);
        _lost.Remove(episode.AlarmId);
        if (_alarms.Open.Find(episode.AlarmId) is { } known)
            _alarms.Change(known with { EndedAt = known.EndedAt ?? now });
        return Refusal.None;
    }

    private string Prefix(uint epoch) => $"{_devicePrefix}{epoch}.";

    private bool IsOf(uint epoch, string id) => id.StartsWith(Prefix(epoch), StringComparison.Ordinal);

    private static double SecondsOf(DeviceAlert alert, BedSignals? signals)
    {
        if (signals is null)
            return 0;
        var ecg = signals.Channels.FirstOrDefault(c => c.Kind == SignalKind.Ecg);
        return alert.Sample is { } sample && ecg is not null
            ? sample / ecg.Declaration.Rate
            : PendingVerdicts.Reach(signals);
    }
}
