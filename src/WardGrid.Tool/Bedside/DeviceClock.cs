namespace WardGrid.Tool.Bedside;

/// <summary>The clocks of played devices.</summary>
public static class DeviceClock
{
    /// <summary>Microseconds since 1970.</summary>
    public static long Micros(TimeProvider clock) =>
        (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>An epoch that is higher at every start: seconds since 1970.</summary>
    public static uint Epoch(TimeProvider clock) => (uint)clock.GetUtcNow().ToUnixTimeSeconds();
}
