using Orleans.Streams;
using WardGrid.Patients;
using WardGrid.Server.Grains;
using WardGrid.Server.Hosting;

namespace WardGrid.Server.Wards;

/// <summary>
/// Adds the beds of the hospital's other silos to this process's view: it subscribes first, then loads.
/// </summary>
public sealed partial class WardSubscription(
    IClusterClient cluster,
    IGrainFactory grains,
    DeviceAssociationTable associations,
    WardView view,
    TimeProvider clock,
    ILogger<WardSubscription> log
) : BackgroundService, IWaveObserver
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How often the roster is loaded again, in case an event of the stream was lost with a silo.</summary>
    private static readonly TimeSpan ReloadPeriod = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the roster is loaded every second after a bed has become silent: the stream's queues may have been lost
    /// with its silo.
    /// </summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(15);

    /// <summary>How long a silo that stops waits for the answer to its unsubscription.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, StreamSubscriptionHandle<WardChanges>> _subscriptions = [];
    private IWaveObserver? _self;
    private DateTimeOffset _reloadAt;
    private DateTimeOffset _doubtUntil;

    public Task WavesAsync(WaveBatch batch)
    {
        foreach (var frame in batch.Frames)
            view.Wave(frame.Bed, frame.Epoch, frame.Frame);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
                if (view.SeeSilence())
                    _doubtUntil = clock.GetUtcNow() + Doubt;
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            await LeaveAudienceAsync();
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            _self ??= cluster.CreateObjectReference<IWaveObserver>(this);
            await grains.GetGrain<IWaveSubscribers>(IWaveSubscribers.Key).WatchAsync(_self);
            var now = clock.GetUtcNow();
            var reload = now >= _reloadAt || now < _doubtUntil;
            if (reload)
                _reloadAt = now + ReloadPeriod;
            foreach (var ward in associations.All.Select(b => b.Ward).Distinct().ToArray())
            {
                var isNew = await SubscribeAsync(ward);
                if (isNew || reload)
                    Take(await grains.GetGrain<IWardGrain>(ward).BedsAsync());
            }
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogNotReached(log, e);
        }
    }

    /// <summary>
    /// Unsubscribes from the waves. Without this, the other silos would send to this silo and log warnings until the
    /// lease ends.
    /// </summary>
    private async Task LeaveAudienceAsync()
    {
        if (_self is null)
            return;
        // If the call fails, the lease ends by itself.
        var leave = grains.GetGrain<IWaveSubscribers>(IWaveSubscribers.Key).LeaveAsync(_self);
        await leave.WaitAsync(LastWords, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> SubscribeAsync(string ward)
    {
        if (_subscriptions.ContainsKey(ward))
            return false;
        var id = StreamId.Create(ClusterNames.WardChanges, ward);
        var stream = cluster.GetStreamProvider(ClusterNames.Streams).GetStream<WardChanges>(id);
        _subscriptions[ward] = await stream.SubscribeAsync(
            (changes, _) =>
            {
                Take(changes);
                return Task.CompletedTask;
            }
        );
        return true;
    }

    private void Take(WardChanges changes)
    {
        foreach (var gone in changes.Gone)
            view.Gone(gone);
        foreach (var bed in changes.Changed)
            view.Changed(bed);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A ward could not be reached; its beds on this screen show their age."
    )]
    private static partial void LogNotReached(ILogger log, Exception e);
}
