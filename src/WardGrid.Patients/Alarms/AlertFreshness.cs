using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// Tells a monitor's alarm that is news from one that is history: delivered late, or delivered again after its end.
/// </summary>
/// <remarks>
/// The alarm's own time decides, by the device's own clock as its last frame or numbers showed it, so that a clock that
/// was set makes no alarm old. Of a device that sends nothing else, such as one whose messages a broker kept while it
/// was switched off, the server's clock decides; a clock that is off by more than a year is no clock, and its alarm is
/// taken. One thread at a time.
/// </remarks>
internal sealed class AlertFreshness
{
    /// <summary>An alarm that began longer ago is no longer news to the ward.</summary>
    /// <remarks>
    /// Monitors deliver within seconds; a broker that was away for a few minutes hands over what it kept. Whoever
    /// stands at the bed after five minutes looks at the patient, not at the past.
    /// </remarks>
    public static readonly TimeSpan MostAge = TimeSpan.FromMinutes(5);

    /// <summary>A device whose clock is off by more has none that runs.</summary>
    private static readonly TimeSpan NoClock = TimeSpan.FromDays(366);

    /// <summary>Ended alarms that are remembered.</summary>
    private const int Most = 100;

    private readonly Dictionary<string, long> _ended = [];
    private readonly Queue<string> _order = new();

    /// <summary>Refuses an alarm that is history; its reader finds it among the refused messages.</summary>
    /// <param name="deviceNow">What the device's clock says now; null where nothing of late shows it.</param>
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

    /// <summary>The alarm has ended, at the device's time.</summary>
    public void Ended(DeviceAlert alert)
    {
        if (!_ended.ContainsKey(alert.Id))
            _order.Enqueue(alert.Id);
        _ended[alert.Id] = alert.TimeMicros;
        if (_order.Count > Most)
            _ended.Remove(_order.Dequeue());
    }
}
