namespace WardGrid.UnitTests.Grains;

/// <summary>
/// The real clock, which can leap ahead: an engine's timers run on, and a test need not wait for seconds of silence.
/// </summary>
public sealed class LeapingClock : TimeProvider
{
    private long _leaped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _leaped));

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Volatile.Read(ref _leaped);

    public void Leap(TimeSpan by) => Interlocked.Add(ref _leaped, by.Ticks);
}
