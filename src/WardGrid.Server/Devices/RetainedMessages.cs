using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>Decides whether a message that a broker had retained still says something about now.</summary>
/// <remarks>
/// A birth says what a device is, and is retained for that. Old samples, old numbers and an old last will say nothing
/// about now: a live device sends again within a second, and silence has its own alarm. A retained alarm counts only
/// while it is recent by its own time.
/// </remarks>
internal static class RetainedMessages
{
    /// <summary>
    /// A retained alarm that began longer ago is not raised: its monitor has had time to send it again or to end it.
    /// </summary>
    public static readonly TimeSpan MostAlarmAge = TimeSpan.FromMinutes(1);

    /// <param name="clockOffset">Device clock minus server clock; null where it is not known.</param>
    public static Refusal Check(
        MessageKind kind,
        ReadOnlySpan<byte> payload,
        TimeSpan? clockOffset,
        DateTimeOffset at
    ) =>
        kind switch
        {
            MessageKind.Birth => Refusal.None,
            MessageKind.Alert => CheckAlert(payload, clockOffset, at),
            _ => new(RefusalReason.Stale, "the broker had kept this message from before: it says nothing of now"),
        };

    private static Refusal CheckAlert(ReadOnlySpan<byte> payload, TimeSpan? clockOffset, DateTimeOffset at)
    {
        // The patient refuses what cannot be read, with the reason.
        if (DeviceAlertJson.TryRead(payload, out var alert).IsRefused || alert!.Phase == AlertPhase.End)
            return Refusal.None;
        var offset = clockOffset ?? TimeSpan.Zero;
        var isTime = !DeviceTime.Read(alert.TimeMicros, at + offset, out var time).IsRefused;
        return isTime && at - (time - offset) <= MostAlarmAge
            ? Refusal.None
            : new(
                RefusalReason.Stale,
                $"the broker had kept alarm {alert.Id} of {time - offset:yyyy-MM-dd HH:mm:ss} UTC: "
                    + "it is listed here and not raised"
            );
    }
}
