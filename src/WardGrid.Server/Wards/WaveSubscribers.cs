namespace WardGrid.Server.Wards;

/// <summary>Keeps the silos that show waveforms, each for the time of its lease.</summary>
[GrainType("waveaudience")]
public sealed class WaveSubscribers(TimeProvider clock) : Grain, IWaveSubscribers
{
    /// <summary>The longest time for which waves are still sent to a silo that was killed.</summary>
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
