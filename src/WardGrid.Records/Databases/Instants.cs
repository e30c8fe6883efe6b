namespace WardGrid.Records.Databases;

/// <summary>Times as in the tables: microseconds since 1970, UTC.</summary>
internal static class Instants
{
    public static long Micros(this DateTimeOffset at) =>
        (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Instant(this long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
