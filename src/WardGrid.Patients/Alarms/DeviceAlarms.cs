using WardGrid.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// The technical alarms of a patient's device: it is silent, its data is refused, or some of its channels are not
/// monitored.
/// </summary>
public sealed class DeviceAlarms
{
    /// <summary>
    /// The silence of a device after which an alarm is raised. Before, the view shows the silence without an alarm.
    /// </summary>
    public static readonly TimeSpan NoDataAfter = TimeSpan.FromSeconds(10);

    /// <summary>How long frames are refused without an accepted one until an alarm is raised.</summary>
    public static readonly TimeSpan RefusedAfter = TimeSpan.FromSeconds(2);

    private readonly PatientAlarms _alarms;
    private DateTimeOffset? _refusedSince;
    private DateTimeOffset _refusedAt;
    private bool _isRefused;

    internal DeviceAlarms(PatientAlarms alarms, DateTimeOffset now) =>
        (_alarms, _isRefused, _refusedAt) = (alarms, alarms.Lasts(AlarmKind.StreamRefused), now);

    /// <summary>
    /// Raises an alarm for the channels of a birth that are not monitored, for as long as the birth is in force.
    /// </summary>
    public void Unmonitored(DeviceBirth birth, DateTimeOffset now)
    {
        _alarms.EndOwn(AlarmKind.NotMonitored, now);
        var blind = birth.Channels.Where(c => ChannelMonitoring.WhyNot(c) is not null).ToArray();
        if (blind.Length == 0)
            return;
        var ecgIsWatched = birth.Channels.Except(blind).Any(c => c.Kind == SignalKind.Ecg);
        var priority =
            !ecgIsWatched && blind.Any(ChannelMonitoring.MayBeEcg) ? AlarmPriority.Medium : AlarmPriority.Low;
        var words = string.Join(
            ". ",
            blind.Select(c => ChannelMonitoring.Words(c, ChannelMonitoring.WhyNot(c)!.Value))
        );
        _alarms.RaiseOwn(AlarmKind.NotMonitored, priority, words, now);
    }

    /// <summary>
    /// A wave bundle was refused. An alarm is raised if none was accepted for a while, because the bed then shows
    /// nothing new.
    /// </summary>
    public void Refused(Refusal refusal, DateTimeOffset now)
    {
        _refusedSince ??= now;
        _refusedAt = now;
        if (now - _refusedSince < RefusedAfter || _isRefused)
            return;
        _isRefused = true;
        _alarms.EndOwn(AlarmKind.NoData, now);
        _alarms.RaiseOwn(
            AlarmKind.StreamRefused,
            AlarmPriority.Medium,
            $"The device sends, but its data is refused: {refusal.Detail}",
            now
        );
    }

    /// <summary>A wave bundle was accepted.</summary>
    public void Accepted(DateTimeOffset now)
    {
        if (_isRefused)
            _alarms.EndOwn(AlarmKind.StreamRefused, now);
        (_isRefused, _refusedSince) = (false, null);
    }

    /// <summary>
    /// Raises the alarm for a device that has become silent; a device whose data is refused is not silent.
    /// </summary>
    /// <param name="heardAt">When the device's data was last accepted; null if none was.</param>
    public void Silent(DateTimeOffset? heardAt, BedSignals? signals, DateTimeOffset now)
    {
        if (_isRefused)
            heardAt = _refusedAt;
        if (heardAt is not { } lastAt || now - lastAt < NoDataAfter)
            return;
        _alarms.DeviceLost(now, raisedUntil: now - NoDataAfter);
        if (_alarms.Lasts(AlarmKind.NoData))
            return;
        if (_isRefused)
            _alarms.EndOwn(AlarmKind.StreamRefused, now);
        _isRefused = false;
        _alarms.RaiseOwn(
            AlarmKind.NoData,
            AlarmPriority.Medium,
            $"No data for {NoDataAfter.TotalSeconds:F0} s: the device is silent",
            now,
            signals?.NowSeconds ?? 0
        );
    }
}
