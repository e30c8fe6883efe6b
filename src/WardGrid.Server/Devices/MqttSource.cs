using System.Collections.Concurrent;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Server.Devices;

/// <summary>How a source keeps one device from holding up the others.</summary>
public sealed record MqttSourceOptions
{
    /// <summary>What to subscribe to.</summary>
    public IReadOnlyList<string> Filters { get; init; } = ["wg/v1/#"];

    /// <summary>How long a 5.0 broker keeps what arrives while the source is away; it needs a client identifier.</summary>
    public TimeSpan KeptWhileAway { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Messages of one device that may wait; the next is lost and counted.</summary>
    public int MaximumPendingPerDevice { get; init; } = 64;

    /// <summary>How long the acknowledgements of everyone may wait for one message. A patient's turn takes milliseconds.</summary>
    public TimeSpan AcceptWithin { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>Consumes the devices of an external broker, such as Mosquitto, in place of the endpoint.</summary>
/// <remarks>
/// The handler is called in the order of arrival, so that each device's order is kept, and QoS 1 is acknowledged after it has
/// accepted. Brokers demand acknowledgements in order, so one slow device could stop a ward: it may hold
/// <see cref="MqttSourceOptions.MaximumPendingPerDevice"/> messages, and each at most <see cref="MqttSourceOptions.AcceptWithin"/>;
/// what is beyond is acknowledged, counted in <see cref="Lost"/> and told to <see cref="MessageLost"/>. A device is everything in a
/// topic before its last level.
/// </remarks>
public sealed class MqttSource : IAsyncDisposable
{
    /// <summary>Devices remembered at a time; beyond it those with nothing pending are forgotten.</summary>
    private const int LanesKept = 20_000;

    private readonly MqttSourceOptions _options;
    private readonly MqttMessageHandler _handler;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, DeviceLane> _lanes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DeviceLane>.AlternateLookup<ReadOnlySpan<char>> _byDevice;
    private long _received;
    private long _lost;

    public MqttSource(MqttConnectionOptions broker, MqttMessageHandler handler, MqttSourceOptions? options = null, TimeProvider? clock = null)
    {
        _options = options ?? new();
        _handler = handler;
        _clock = clock ?? TimeProvider.System;
        _byDevice = _lanes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (broker.Version == MqttProtocolVersion.V500 && broker.ClientId.Length > 0 && _options.KeptWhileAway > TimeSpan.Zero)
            broker = broker with { CleanStart = false, SessionExpirySeconds = (uint)_options.KeptWhileAway.TotalSeconds };
        Client = new(broker, Take, _clock);
    }

    /// <summary>Tells the topic of a message that was lost, and why; called on the reading thread, return quickly.</summary>
    public event Action<string, string>? MessageLost;

    /// <summary>The client underneath: its connection, and publishing commands to devices.</summary>
    public ReconnectingMqttClient Client { get; }

    public long Received => Interlocked.Read(ref _received);

    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Begins to connect and to consume; keeps trying where the broker is not there.</summary>
    public async Task StartAsync()
    {
        foreach (var filter in _options.Filters)
            await Client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce).ConfigureAwait(false);
        Client.Start();
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private ValueTask Take(MqttApplicationMessage message)
    {
        Interlocked.Increment(ref _received);
        var lane = LaneOf(message.Topic);
        if (lane.Obstacle is { } obstacle)
        {
            Lose(message.Topic, obstacle);
            return default;
        }

        ValueTask acceptance;
        try
        {
            acceptance = _handler(message);
        }
        catch (Exception e)
        {
            // One device's fault may not end the connection that all devices come through.
            Lose(message.Topic, e.Message);
            return default;
        }

        return acceptance.IsCompletedSuccessfully ? acceptance : AwaitAsync(acceptance.AsTask(), lane, message.Topic);
    }

    private async ValueTask AwaitAsync(Task acceptance, DeviceLane lane, string topic)
    {
        lane.Begin();
        try
        {
            await acceptance.WaitAsync(_options.AcceptWithin, _clock).ConfigureAwait(false);
            lane.End(wasLate: false);
        }
        catch (TimeoutException) when (!acceptance.IsCompleted)
        {
            lane.BecomesLate();
            _ = acceptance.ContinueWith((_, late) => ((DeviceLane)late!).End(wasLate: true), lane, TaskScheduler.Default);
            Lose(topic, $"it was not taken within {_options.AcceptWithin.TotalSeconds:0.#} s");
        }
        catch (Exception e)
        {
            lane.End(wasLate: false);
            Lose(topic, e.Message);
        }
    }

    private DeviceLane LaneOf(string topic)
    {
        var device = topic.AsSpan(0, Math.Max(0, topic.LastIndexOf('/')));
        if (_byDevice.TryGetValue(device, out var lane))
            return lane;
        if (_lanes.Count >= LanesKept)
        {
            foreach (var idle in _lanes.Where(l => l.Value.Pending == 0))
                _lanes.TryRemove(idle);
        }

        return _lanes.GetOrAdd(device.ToString(), new DeviceLane(_options.MaximumPendingPerDevice));
    }

    private void Lose(string topic, string why)
    {
        Interlocked.Increment(ref _lost);
        MessageLost?.Invoke(topic, why);
    }
}
