namespace WardGrid.Patients.Alarms;

/// <summary>Spreads the verifications of low-priority alarms of all patients over time.</summary>
/// <remarks>
/// One verification takes tens of milliseconds of a processor. When a server starts, all patients in atrial
/// fibrillation raise their alarms within the same seconds; if all were verified at once, the waves of every other bed
/// would be late. Alarms of a higher priority never wait here. Thread-safe.
/// </remarks>
public sealed class LowPriorityVerifications(TimeProvider clock)
{
    /// <summary>The shortest time from the beginning of one verification to the beginning of the next.</summary>
    public static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest time that an alarm waits for others, in seconds of its signals. After it, the alarm is verified at
    /// once.
    /// </summary>
    public const double LongestWaitSeconds = 30;

    private long _begins = clock.GetTimestamp();

    /// <summary>Whether a verification may begin now. If so, the next may begin after <see cref="Spacing"/>.</summary>
    public bool TryBegin()
    {
        var begins = Volatile.Read(ref _begins);
        var now = clock.GetTimestamp();
        if (now < begins)
            return false;
        var next = now + (long)(Spacing.TotalSeconds * clock.TimestampFrequency);
        return Interlocked.CompareExchange(ref _begins, next, begins) == begins;
    }
}
