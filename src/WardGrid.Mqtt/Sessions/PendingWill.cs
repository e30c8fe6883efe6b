namespace WardGrid.Mqtt.Sessions;

/// <summary>A last will that is published once, after its delay or when its session ends, unless the client comes back first.</summary>
internal sealed class PendingWill : IDisposable
{
    private readonly Action _publish;
    private readonly ITimer _timer;
    private int _settled;

    public PendingWill(TimeProvider clock, TimeSpan delay, Action publish)
    {
        _publish = publish;
        _timer = clock.CreateTimer(static will => ((PendingWill)will!).Fire(), this, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Publishes the will now, if it has been neither published nor withdrawn.</summary>
    public void Fire()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
            _publish();
    }

    /// <summary>Withdraws the will.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _settled, 1);
        _timer.Dispose();
    }
}
