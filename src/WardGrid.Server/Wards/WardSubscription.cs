using Orleans.Streams;
using WardGrid.Patients;
using WardGrid.Server.Grains;
using WardGrid.Server.Hosting;

namespace WardGrid.Server.Wards;

/// <summary>
/// Brings the beds of the hospital's other silos into this process's view: subscribed first, then loaded.
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

    /// <summary>
    /// How often the roster is loaded anew, should an event of the stream have been lost with a silo.
    /// </summary>
    private static readonly TimeSpan ReloadPeriod = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long, once a bed has gone dark, the roster is loaded anew at every look: its silo may have taken the
    /// stream's queues with it.
    /// </summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(15);

    /// <summary>How long a silo that stops waits for its leave to be taken.</summary>
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

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            do
            {
                await LookAsync(stop);
                if (view.SeeSilence())
                    _doubtUntil = clock.GetUtcNow() + Doubt;
            } while (await timer.WaitForNextTickAsync(stop));
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
    /// Says that nobody watches here any more: what is sent to a silo that has left is tried again and warned of until
    /// its lease ends.
    /// </summary>
    private async Task LeaveAudienceAsync()
    {
        if (_self is null)
            return;
        // Who cannot say so any more is forgotten when the lease ends.
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
        Message = "A ward could not be reached; what is shown of it ages visibly."
    )]
    private static partial void LogNotReached(ILogger log, Exception e);
}
