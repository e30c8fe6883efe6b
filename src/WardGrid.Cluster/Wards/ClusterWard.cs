using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Streams;
using WardGrid.Cluster.Patients;
using WardGrid.Patients;

namespace WardGrid.Cluster.Wards;

/// <summary>The hospital's wards as this node shows them: subscribed first, then loaded, newest version wins.</summary>
/// <remarks>
/// A bed whose silo died says nothing any more, not even that it is silent: so this node looks at the clock itself, and a bed whose newest
/// frame is older than two seconds is shown as not connected whatever its last snapshot said.
/// </remarks>
public sealed partial class ClusterWard(IClusterClient cluster, IGrainFactory grains, BindingTable bindings, TimeProvider clock, ILogger<ClusterWard> log)
    : BackgroundService, IWard, IWaveObserver
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A trace without news for this long is not alive.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    /// <summary>How often the roster is loaded anew, should an event of the stream have been lost with a silo.</summary>
    private static readonly TimeSpan ReloadPeriod = TimeSpan.FromSeconds(5);

    /// <summary>How long, once a bed has gone dark, the roster is loaded anew at every look: its silo may have taken the stream's queues with it.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(15);

    /// <summary>How long a node that stops waits for its leave to be taken.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, PatientSnapshot> _beds = new();
    private readonly ConcurrentDictionary<string, long> _gone = new();
    private readonly Dictionary<string, StreamSubscriptionHandle<WardChanges>> _subscriptions = [];
    private ImmutableList<IWardObserver> _observers = [];
    private IWaveObserver? _self;
    private DateTimeOffset _doubtUntil;

    public ImmutableArray<PatientSnapshot> Beds => [.. _beds.Values.OrderBy(b => b.Bed, StringComparer.Ordinal)];

    public IDisposable Subscribe(IWardObserver observer)
    {
        ImmutableInterlocked.Update(ref _observers, o => o.Add(observer));
        return new Subscription(this, observer);
    }

    public Task WavesAsync(WaveBatch batch)
    {
        foreach (var frame in batch.Frames)
        {
            foreach (var observer in _observers)
                observer.Wave(frame.Bed, frame.Epoch, frame.Frame);
        }

        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        try
        {
            await ShowAsync(stop);
        }
        finally
        {
            await LeaveAudienceAsync();
        }
    }

    private async Task ShowAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var reloadAt = clock.GetUtcNow();
        do
        {
            try
            {
                _self ??= cluster.CreateObjectReference<IWaveObserver>(this);
                await grains.GetGrain<IWaveAudience>(IWaveAudience.Key).WatchAsync(_self);
                var reload = clock.GetUtcNow() >= reloadAt || clock.GetUtcNow() < _doubtUntil;
                if (reload)
                    reloadAt = clock.GetUtcNow() + ReloadPeriod;
                foreach (var ward in bindings.All.Select(b => b.Ward).Distinct().ToArray())
                {
                    var isNew = await SubscribeAsync(ward);
                    if (isNew || reload)
                        Take(await grains.GetGrain<IWardGrain>(ward).BedsAsync());
                }

                SeeSilence();
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                SeeSilence();
                LogNotReached(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>Says that nobody watches here any more: what is sent to a silo that has left is tried again and warned of until its lease ends.</summary>
    private async Task LeaveAudienceAsync()
    {
        // Who cannot say so any more is forgotten when the lease ends.
        if (_self is not null)
            await grains.GetGrain<IWaveAudience>(IWaveAudience.Key).LeaveAsync(_self).WaitAsync(LastWords, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> SubscribeAsync(string ward)
    {
        if (_subscriptions.ContainsKey(ward))
            return false;
        var stream = cluster.GetStreamProvider(ClusterNames.Streams).GetStream<WardChanges>(StreamId.Create(ClusterNames.WardChanges, ward));
        _subscriptions[ward] = await stream.SubscribeAsync((changes, _) =>
        {
            Take(changes);
            return Task.CompletedTask;
        });
        return true;
    }

    private void Take(WardChanges changes)
    {
        foreach (var gone in changes.Gone)
        {
            if (_gone.AddOrUpdate(gone.Bed, gone.Version, (_, v) => Math.Max(v, gone.Version)) != gone.Version)
                continue;
            if (_beds.TryGetValue(gone.Bed, out var held) && held.Version <= gone.Version && _beds.TryRemove(new(gone.Bed, held)))
                Tell(o => o.Gone(gone.Bed));
        }

        foreach (var bed in changes.Changed)
        {
            if (_gone.GetValueOrDefault(bed.Bed) >= bed.Version || (_beds.TryGetValue(bed.Bed, out var held) && held.Version >= bed.Version))
                continue;
            _beds[bed.Bed] = bed;
            Tell(o => o.Changed(bed));
        }
    }

    private void SeeSilence()
    {
        var oldest = clock.GetUtcNow() - FreshFor;
        foreach (var bed in _beds.Values)
        {
            if (!bed.Heard || bed.LastFrameAt >= oldest)
                continue;
            // The same version: the bed's own next word, whatever it is, is newer.
            var silent = bed with { Connected = false, Heard = false };
            if (!_beds.TryUpdate(bed.Bed, silent, bed))
                continue;
            _doubtUntil = clock.GetUtcNow() + Doubt;
            Tell(o => o.Changed(silent));
        }
    }

    private void Tell(Action<IWardObserver> say)
    {
        foreach (var observer in _observers)
            say(observer);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A ward could not be reached; what is shown of it ages visibly.")]
    private static partial void LogNotReached(ILogger log, Exception e);

    private sealed class Subscription(ClusterWard ward, IWardObserver observer) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref ward._observers, o => o.Remove(observer));
    }
}
