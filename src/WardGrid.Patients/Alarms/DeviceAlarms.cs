using WardGrid.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// The alarms of a patient's device itself: it is silent, its data is refused, or some of its
/// channels are not monitored.
/// </summary>
public sealed class DeviceAlarms
{
    /// <summary>
    /// Silence of a device after which that itself is an alarm; before it the view says it without one.
    /// </summary>
    public static readonly TimeSpan NoDataAfter = TimeSpan.FromSeconds(10);

    /// <summary>Refused frames without an accepted one after which that itself is an alarm.</summary>
    public static readonly TimeSpan RefusedAfter = TimeSpan.FromSeconds(2);

    private readonly PatientAlarms _alarms;
    private DateTimeOffset? _refusedSince;
    private DateTimeOffset _refusedAt;
    private bool _isRefused;

    internal DeviceAlarms(PatientAlarms alarms, DateTimeOffset now) =>
        (_alarms, _isRefused, _refusedAt) = (alarms, alarms.Lasts(AlarmKind.StreamRefused), now);

    /// <summary>Says for as long as a birth holds which of its channels nobody watches.</summary>
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
    /// A wave bundle was refused; where none has been accepted for a while, that itself is an alarm:
    /// the bed stands still.
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

    /// <summary>Raises the silence of a device that had been heard; one whose data is refused is not silent.</summary>
    /// <param name="heardAt">When the device's data was last accepted; null while none has been.</param>
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
