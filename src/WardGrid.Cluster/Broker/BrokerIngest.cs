using Orleans.Runtime;
using WardGrid.Patients;

namespace WardGrid.Cluster.Broker;

/// <summary>Serves this silo's shards of the hospital's broker, and follows the membership as silos come and go.</summary>
public sealed partial class BrokerIngest(
    ClusterSettings settings, IDeviceRegister register, ISiloStatusOracle membership, BrokerIntake intake, TimeProvider clock, ILogger<BrokerIngest> log)
    : BackgroundService
{
    /// <summary>How often this silo's own view of the membership is looked at; a dead silo's shards stand still that long after its death is known.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the register is asked for devices that came or went, and a lost connection is made again.</summary>
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, BrokerShard> _shards = [];
    private DateTimeOffset _refreshAt;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var broker = BrokerAddress.Parse(settings.Broker);
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            do
            {
                await FollowAsync(broker, stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        finally
        {
            await Task.WhenAll(_shards.Values.Select(shard => shard.DisposeAsync().AsTask()));
        }
    }

    private async Task FollowAsync(BrokerAddress broker, CancellationToken stop)
    {
        var silos = membership.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(s => s.ToParsableString()).ToArray();
        var self = membership.SiloAddress.ToParsableString();
        foreach (var shard in Enumerable.Range(0, ShardMap.Shards))
        {
            var isOurs = ShardMap.OwnerOf(shard, silos) == self;
            if (isOurs && !_shards.ContainsKey(shard))
            {
                _shards[shard] = new(shard, settings.ClusterId, broker, intake, log);
                _refreshAt = default;
            }
            else if (!isOurs && _shards.Remove(shard, out var given))
                await given.DisposeAsync();
        }

        if (clock.GetUtcNow() < _refreshAt)
            return;
        _refreshAt = clock.GetUtcNow() + RefreshPeriod;
        try
        {
            var devices = (await register.DevicesAsync(stop)).Select(d => d.Device).ToLookup(ShardMap.ShardOf);
            await Task.WhenAll(_shards.Select(shard => shard.Value.EnsureAsync([.. devices[shard.Key]], stop)));
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogNotServed(log, e, broker.Host);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker at {Host} or the device register could not be reached; trying again.")]
    private static partial void LogNotServed(ILogger log, Exception e, string host);
}
