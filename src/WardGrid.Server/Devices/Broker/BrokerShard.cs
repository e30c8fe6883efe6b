using System.Buffers;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Server.Devices.Broker;

/// <summary>One shard's connection to the hospital's broker.</summary>
/// <remarks>
/// The session belongs to the shard, not to the silo: the client id is the shard's, and the session outlives its
/// connection. When a silo dies, the next owner takes the session up and the broker sends what the dead one had not
/// acknowledged, in order; and because a broker keeps one connection per client id, two silos that lost sight of each
/// other cannot both consume a shard. Not thread-safe: one owner starts, updates and stops it.
/// </remarks>
public sealed partial class BrokerShard : IAsyncDisposable
{
    /// <summary>How long the broker keeps an unserved shard's guaranteed messages.</summary>
    private static readonly TimeSpan SessionLife = TimeSpan.FromHours(1);

    /// <summary>Guaranteed messages on their way at once, over all devices of the shard.</summary>
    private const ushort ReceiveMaximum = 1_000;

    private const int Lanes = 8;

    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private readonly int _shard;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly MqttClientOptions _options;
    private readonly Lane[] _lanes;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _subscribed = [];
    private readonly ILogger _log;
    private long _dropped;

    public BrokerShard(int shard, string owner, BrokerAddress broker, BrokerMessageRouter router, ILogger log)
    {
        (_shard, _log) = (shard, log);
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(broker.Host, broker.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId($"wardgrid-{owner}-shard-{shard:00}")
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)SessionLife.TotalSeconds)
            .WithReceiveMaximum(ReceiveMaximum)
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(5));
        if (broker.User.Length > 0)
            options.WithCredentials(broker.User, broker.Password);
        if (broker.Tls)
            options.WithTlsOptions(MqttConnectionOptions.TlsTo(broker.Host));
        _options = options.Build();
        _lanes =
        [
            .. Enumerable
                .Range(0, Lanes)
                .Select(_ => new Lane(
                    router,
                    Answer,
                    () => Interlocked.Increment(ref _dropped),
                    e => LogNotTaken(_log, e, shard),
                    _stop.Token
                )),
        ];
        _client.ApplicationMessageReceivedAsync += ReceiveAsync;
    }

    /// <summary>Messages without a guarantee that were dropped because their lane was full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public bool IsConnected => _client.IsConnected;

    /// <summary>Connects where it is not connected.</summary>
    /// <remarks>Throws where the broker cannot be reached or refuses; the owner calls again.</remarks>
    public async Task ConnectAsync(CancellationToken stop)
    {
        if (_client.IsConnected)
            return;
        var result = await _client.ConnectAsync(_options, stop);
        if (!result.IsSessionPresent)
            _subscribed.Clear();
    }

    /// <summary>
    /// Subscribes to exactly these devices of the shard, in the same words that the session knows
    /// from an earlier owner.
    /// </summary>
    public async Task ListenAsync(IReadOnlyCollection<string> devices, CancellationToken stop)
    {
        var wanted = devices.Select(d => $"wg/v1/+/+/{d}/+").ToHashSet();
        // Who knows a device that nobody registered? One shard listens for births, so that a new device is seen and can
        // be quarantined.
        if (_shard == 0)
            wanted.Add("wg/v1/+/+/+/birth");
        foreach (var gone in _subscribed.Except(wanted).ToArray())
        {
            await _client.UnsubscribeAsync(gone, stop);
            _subscribed.Remove(gone);
        }

        foreach (var batch in wanted.Except(_subscribed).ToArray().Chunk(100))
        {
            var subscribe = new MqttClientSubscribeOptionsBuilder();
            foreach (var filter in batch)
                subscribe.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
            var result = await _client.SubscribeAsync(subscribe.Build(), stop);
            foreach (var item in result.Items)
            {
                if (item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2)
                    throw new InvalidOperationException(
                        $"The broker refused the subscription to {item.TopicFilter.Topic}: {item.ResultCode}"
                    );
                _subscribed.Add(item.TopicFilter.Topic);
            }
        }
    }

    /// <summary>
    /// Gives the shard up: its session stays on the broker for the next owner, with what was not acknowledged.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_client.IsConnected)
        {
            await _client
                .DisconnectAsync(
                    new MqttClientDisconnectOptions { SessionExpiryInterval = (uint)SessionLife.TotalSeconds }
                )
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A lane may hang on a silo that is leaving too; what it holds is not acknowledged and goes to the next owner.
        await Task.WhenAll(_lanes.Select(lane => lane.EndAsync()))
            .WaitAsync(LastWords)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        message.AutoAcknowledge = false;
        // The bytes are the client's again once this returns.
        message.Tag = message.ApplicationMessage.Payload.ToArray();
        var device = message.ApplicationMessage.Topic.Split('/') is { Length: >= 5 } levels ? levels[4] : "";
        await _lanes[(uint)string.GetHashCode(device, StringComparison.Ordinal) % Lanes].AddAsync(message, _stop.Token);
    }

    private void Answer(string topic, byte[] payload) => _ = AnswerAsync(topic, payload);

    private async Task AnswerAsync(string topic, byte[] payload)
    {
        try
        {
            await _client.PublishBinaryAsync(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce);
        }
        catch (Exception e)
        {
            LogNotAnswered(_log, e, topic);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} could not be published; the device is asked again when it is next not understood."
    )]
    private static partial void LogNotAnswered(ILogger log, Exception e, string topic);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A message of shard {Shard} was not taken; it stays unacknowledged."
    )]
    private static partial void LogNotTaken(ILogger log, Exception e, int shard);
}
