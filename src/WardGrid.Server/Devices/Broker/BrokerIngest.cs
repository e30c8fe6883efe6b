using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Server.Placement;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Devices.Broker;

/// <summary>Serves this silo's shards of the hospital's broker, and changes them when silos join or leave.</summary>
public sealed partial class BrokerIngest(
    ClusterSettings settings,
    BrokerAddress broker,
    IDeviceRegister register,
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    BrokerMessageRouter router,
    TimeProvider clock,
    ILogger<BrokerIngest> log
) : BackgroundService
{
    /// <summary>
    /// How often the register is read for new and retired devices, and how often a lost connection is tried again.
    /// </summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a silo that was told to stop still serves its shards, until the others know that it leaves.
    /// </summary>
    private static readonly TimeSpan LongestStay = TimeSpan.FromSeconds(3);

    private readonly Dictionary<int, BrokerShard> _shards = [];
    private readonly SemaphoreSlim _moved = new(0);
    private bool _failed;

    /// <summary>The owner in the names of the broker's sessions: one machine, or all silos of a hospital.</summary>
    private string Owner => settings.Alone ? Environment.MachineName : settings.ClusterId;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var following = FollowMembershipAsync(stoppingToken);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var moved = _moved.WaitAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await ServeAsync(stoppingToken);
                await (await Task.WhenAny(tick, moved));
                if (tick.IsCompleted)
                    tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                if (moved.IsCompleted)
                    moved = _moved.WaitAsync(stoppingToken);
            }
        }
        finally
        {
            // Wait until the next owners know: while nobody serves a shard, its beds have a gap.
            if (!settings.Alone)
                await LeavingIsKnownAsync();
            await Task.WhenAll(_shards.Values.Select(shard => shard.DisposeAsync().AsTask()));
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowMembershipAsync(CancellationToken stop)
    {
        await foreach (var _ in membership.MembershipUpdates.WithCancellation(stop))
            _moved.Release();
    }

    private async Task LeavingIsKnownAsync()
    {
        using var patience = new CancellationTokenSource(LongestStay, clock);
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(patience.Token))
            {
                if (snapshot.GetSiloStatus(self.SiloAddress) != SiloStatus.Active)
                    return;
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            LogNotKnown(log, LongestStay);
        }
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        try
        {
            var before = _shards.Count;
            var silos = membership
                .CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active)
                .Select(m => m.SiloAddress.ToParsableString())
                .ToArray();
            var ours = ShardMap.OwnedBy(self.SiloAddress.ToParsableString(), silos);
            foreach (var shard in _shards.Keys.Except(ours).ToArray())
            {
                _shards.Remove(shard, out var given);
                await given!.DisposeAsync();
            }

            foreach (var shard in ours.Except(_shards.Keys).ToArray())
                _shards[shard] = new(shard, Owner, broker, router, log);
            if (_shards.Count != before)
                LogShards(log, _shards.Count, silos.Length);

            // Connect a new shard before the register is read: its session already knows its devices.
            await Task.WhenAll(_shards.Values.Select(shard => shard.ConnectAsync(stop)));
            var devices = (await register.DevicesAsync(stop)).Select(d => d.Device).ToLookup(ShardMap.ShardOf);
            await Task.WhenAll(_shards.Select(shard => shard.Value.ListenAsync([.. devices[shard.Key]], stop)));
            if (_failed)
                LogServedAgain(log);
            _failed = false;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // Tried every second but logged once, so that a broker that is away for an hour does not fill the log.
            if (!_failed)
                LogNotServed(log, e, broker.Host, broker.Port);
            _failed = true;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The other silos did not learn within {Stay} that this silo leaves; it gives up its shards."
    )]
    private static partial void LogNotKnown(ILogger log, TimeSpan stay);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "This silo serves {Shards} shards of the broker's devices; {Silos} silos are active."
    )]
    private static partial void LogShards(ILogger log, int shards, int silos);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The broker at {Host}:{Port} or the device register could not be reached; "
            + "WardGrid tries again every second."
    )]
    private static partial void LogNotServed(ILogger log, Exception e, string host, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker and the device register are reached again.")]
    private static partial void LogServedAgain(ILogger log);
}
