using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// Decides whether a monitor's alarm is current, or old because it was delivered late or again after its end.
/// </summary>
/// <remarks>
/// The alarm's own time is compared with the device's clock as its last frame or numbers showed it, so that a clock
/// that was set makes no alarm old. If the device sends nothing else, for instance because it is off and a broker kept
/// its messages, the server's clock is used. A device clock that is wrong by more than a year is ignored, and the alarm
/// is raised. One thread at a time.
/// </remarks>
internal sealed class AlertFreshness
{
    /// <summary>An alarm that began longer ago is not raised.</summary>
    /// <remarks>
    /// Monitors deliver within seconds, and a broker that was away for a few minutes delivers what it kept. After five
    /// minutes an alarm says nothing about the patient now.
    /// </remarks>
    public static readonly TimeSpan MostAge = TimeSpan.FromMinutes(5);

    /// <summary>A clock that is wrong by more counts as not running.</summary>
    private static readonly TimeSpan NoClock = TimeSpan.FromDays(366);

    /// <summary>The most ended alarms that are remembered.</summary>
    private const int Most = 100;

    private readonly Dictionary<string, long> _ended = [];
    private readonly Queue<string> _order = new();

    /// <summary>Refuses an old alarm, which is then listed among the refused messages.</summary>
    /// <param name="deviceNow">The time of the device's clock now; null if no recent message shows it.</param>
    public Refusal Check(DeviceAlert alert, DateTimeOffset? deviceNow, DateTimeOffset at)
    {
        if (alert.Phase == AlertPhase.End)
            return Refusal.None;
        if (alert.Phase == AlertPhase.Start && _ended.TryGetValue(alert.Id, out var ended) && alert.TimeMicros <= ended)
            return new(RefusalReason.Stale, $"alarm {alert.Id} has ended already: its beginning came again");
        var now = deviceNow ?? at;
        if (DeviceTime.Read(alert.TimeMicros, now, out var time).IsRefused)
            return Refusal.None;
        var age = now - time;
        return age > MostAge && age < NoClock
            ? new(
                RefusalReason.Stale,
                $"alarm {alert.Id} is {age.TotalMinutes:F0} minutes old: it is listed here and not raised"
            )
            : Refusal.None;
    }

    /// <summary>Remembers that the alarm has ended, by the device's time.</summary>
    public void Ended(DeviceAlert alert)
    {
        if (!_ended.ContainsKey(alert.Id))
            _order.Enqueue(alert.Id);
        _ended[alert.Id] = alert.TimeMicros;
        if (_order.Count > Most)
            _ended.Remove(_order.Dequeue());
    }
}
