namespace WardGrid.BrowserTests.Fakes;

/// <summary>The real clock, on which what happens every minute happens every second.</summary>
internal sealed class FastClock : TimeProvider
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Hurried(dueTime), Hurried(period));

    private static TimeSpan Hurried(TimeSpan span) => span >= Minute ? span / 60 : span;
}
