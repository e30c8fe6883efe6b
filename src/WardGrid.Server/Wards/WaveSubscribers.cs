namespace WardGrid.Server.Wards;

/// <summary>Remembers who watches, for as long as they say so.</summary>
public sealed class WaveSubscribers(TimeProvider clock) : Grain, IWaveSubscribers
{
    /// <summary>A node that was killed is sent to in vain for at most this long.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly Dictionary<IWaveObserver, DateTimeOffset> _watching = [];

    public Task WatchAsync(IWaveObserver observer)
    {
        _watching[observer] = clock.GetUtcNow();
        return Task.CompletedTask;
    }

    public Task LeaveAsync(IWaveObserver observer)
    {
        _watching.Remove(observer);
        return Task.CompletedTask;
    }

    public Task<IWaveObserver[]> ObserversAsync()
    {
        var oldest = clock.GetUtcNow() - Lease;
        foreach (var (observer, since) in _watching.ToArray())
        {
            if (since < oldest)
                _watching.Remove(observer);
        }

        return Task.FromResult(_watching.Keys.ToArray());
    }
}
