using System.Buffers;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Server.Devices.Broker;

/// <summary>One shard's connection to the hospital's broker.</summary>
/// <remarks>
/// The session belongs to the shard, not to the silo: the client id is the shard's, and the session outlives its
/// connection. When a silo dies, the next owner resumes the session, and the broker sends what the dead silo had not
/// acknowledged, in order. A broker keeps one connection for each client id, so two silos that cannot see each other
/// cannot both consume a shard. Not thread-safe: one owner starts, updates and stops it.
/// </remarks>
public sealed partial class BrokerShard : IAsyncDisposable
{
    /// <summary>How long the broker keeps the QoS 1 messages of a shard that nobody serves.</summary>
    private static readonly TimeSpan SessionLife = TimeSpan.FromHours(1);

    /// <summary>QoS 1 messages that are under way at once, over all devices of the shard.</summary>
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

    /// <summary>QoS 0 messages that were dropped because their lane was full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public bool IsConnected => _client.IsConnected;

    /// <summary>Connects if there is no connection.</summary>
    /// <remarks>Throws if the broker cannot be reached or refuses; the owner calls again.</remarks>
    public async Task ConnectAsync(CancellationToken stop)
    {
        if (_client.IsConnected)
            return;
        var result = await _client.ConnectAsync(_options, stop);
        if (!result.IsSessionPresent)
            _subscribed.Clear();
    }

    /// <summary>
    /// Subscribes to exactly these devices of the shard, with the same filters that an earlier owner used in this
    /// session.
    /// </summary>
    public async Task ListenAsync(IReadOnlyCollection<string> devices, CancellationToken stop)
    {
        var wanted = devices.Select(d => $"wg/v1/+/+/{d}/+").ToHashSet();
        // One shard subscribes to all births, so that a device that nobody registered is seen and goes into quarantine.
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
    /// Gives up the shard. Its session stays on the broker for the next owner, with everything that was not
    /// acknowledged.
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

        // A lane can hang on a silo that is leaving too. Its messages are not acknowledged, so the next owner gets
        // them.
        await Task.WhenAll(_lanes.Select(lane => lane.EndAsync()))
            .WaitAsync(LastWords)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        message.AutoAcknowledge = false;
        // The client reuses the bytes when this returns.
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
        Message = "{Topic} could not be published; "
            + "WardGrid asks the device again at its next message that cannot be read."
    )]
    private static partial void LogNotAnswered(ILogger log, Exception e, string topic);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A message of shard {Shard} was not accepted; it is not acknowledged."
    )]
    private static partial void LogNotTaken(ILogger log, Exception e, int shard);
}
