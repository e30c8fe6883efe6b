using System.Buffers;
using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Protocol;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Tool.Bedside;

/// <summary>
/// A bedside monitor on MQTT: one connection, its last will, its birth, and its messages when they are due.
/// </summary>
/// <remarks>One thread at a time, except for the server's commands, which can come at any moment.</remarks>
public sealed class BedsideDevice : IAsyncDisposable
{
    private readonly ReconnectingMqttClient _client;
    private readonly string[] _topics;
    private readonly byte[] _birth;
    private readonly MqttQualityOfServiceLevel _waves;
    private readonly string _address;
    private readonly ArrayBufferWriter<byte> _payload = new(2048);
    private ValueTask _sending;
    private IBedsideMonitor? _monitor;

    /// <param name="waves">The quality of service of wave bundles; births and alerts go at least once, numerics at most
    /// once.</param>
    public BedsideDevice(
        MqttConnectionOptions options,
        string site,
        string ward,
        string name,
        DeviceBirth birth,
        MqttQualityOfServiceLevel waves
    )
    {
        (Name, Birth, _waves, _address) = (name, birth, waves, $"{options.Host}:{options.Port}");
        _topics = [.. Enum.GetValues<MessageKind>().Select(kind => new DeviceTopic(site, ward, name, kind).ToString())];
        _birth = Written(to => DeviceBirthJson.Write(to, birth));
        _client = new(
            options with
            {
                ClientId = $"{options.UserName}-{name}",
                Will = new(
                    TopicOf(MessageKind.Death),
                    Written(to => DeviceDeathJson.Write(to, new("the connection was lost")))
                ),
            },
            Obey
        );
        _client.ConnectionChanged += (_, connected, why) => Changed?.Invoke(this, connected, why);
    }

    public string Name { get; }

    public DeviceBirth Birth { get; }

    /// <summary>Wave bundles that were passed to the connection.</summary>
    public long Frames { get; private set; }

    /// <summary>Messages that were dropped because there was no connection.</summary>
    public long Lost => _client.Lost;

    /// <summary>Whether the connection has accepted the message before.</summary>
    public bool IsReady => _sending.IsCompleted;

    /// <summary>When the next message is due, in seconds since the monitor began.</summary>
    public double DueSeconds => _monitor?.DueSeconds ?? double.PositiveInfinity;

    /// <summary>Raised when the connection was made or lost, with the reason in words.</summary>
    public event Action<BedsideDevice, bool, string>? Changed;

    /// <summary>Connects and waits until the server has accepted the birth.</summary>
    /// <exception cref="MqttRefusedException">The server refuses the device or its birth.</exception>
    public async Task ConnectAsync(CancellationToken stop)
    {
        try
        {
            await _client.ConnectAsync(stop);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            throw new IOException($"Cannot connect to {_address}: {e.Message}. Does a server listen there?", e);
        }

        await _client.SubscribeAsync(TopicOf(MessageKind.Command), MqttQualityOfServiceLevel.AtLeastOnce, stop);
        var reason = await _client.PublishAsync(
            TopicOf(MessageKind.Birth),
            _birth,
            MqttQualityOfServiceLevel.AtLeastOnce,
            retain: true,
            stop
        );
        if (reason >= MqttClientPublishReasonCode.UnspecifiedError)
            throw new IOException($"the server refuses the birth of {Name}: {reason}");
    }

    /// <summary>Starts to play a monitor; its birth must be this device's.</summary>
    public void Play(IBedsideMonitor monitor) => _monitor = monitor;

    /// <summary>Sends the message that is due.</summary>
    public void Send(CancellationToken stop)
    {
        // Read once, because it is a value task.
        _sending.GetAwaiter().GetResult();
        _payload.ResetWrittenCount();
        var kind = _monitor!.Next(_payload);
        // The birth was sent when the connection was made.
        if (kind == MessageKind.Birth)
            return;
        Frames += kind == MessageKind.Wave ? 1 : 0;
        var qos = kind switch
        {
            MessageKind.Wave => _waves,
            MessageKind.Alert => MqttQualityOfServiceLevel.AtLeastOnce,
            _ => MqttQualityOfServiceLevel.AtMostOnce,
        };
        _sending = _client.PostAsync(TopicOf(kind), _payload.WrittenMemory, qos, retain: false, stop).Preserve();
    }

    /// <summary>Raises an alarm of the device's own beside those of its monitor; any thread may.</summary>
    public ValueTask RaiseAsync(DeviceAlert alert, CancellationToken stop) =>
        _client.PostAsync(
            TopicOf(MessageKind.Alert),
            Written(to => DeviceAlertJson.Write(to, alert)),
            MqttQualityOfServiceLevel.AtLeastOnce,
            retain: false,
            stop
        );

    /// <summary>Sends DISCONNECT when everything is acknowledged.</summary>
    public async Task LeaveAsync(string reason, CancellationToken stop)
    {
        await _sending;
        await _client.DrainAsync(stop);
        var death = Written(to => DeviceDeathJson.Write(to, new(reason)));
        await _client.PublishAsync(
            TopicOf(MessageKind.Death),
            death,
            MqttQualityOfServiceLevel.AtLeastOnce,
            retain: false,
            stop
        );
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private string TopicOf(MessageKind kind) => _topics[(int)kind];

    private ValueTask Obey(MqttApplicationMessage message)
    {
        if (
            !DeviceCommandJson.TryRead(message.Payload.ToArray(), out var command).IsRefused
            && command!.Do == DeviceCommand.Rebirth
        )
            return _client.PostAsync(
                TopicOf(MessageKind.Birth),
                _birth,
                MqttQualityOfServiceLevel.AtLeastOnce,
                retain: true
            );
        return default;
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
