using System.Buffers;
using System.IO.Pipelines;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;
using WardGrid.UnitTests.Mqtt.Packets;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>
/// A device that writes bytes of its choice to the endpoint, through pipes in memory instead of a socket.
/// </summary>
internal sealed class PipedDevice
{
    // Inline: when a write returns, the endpoint has done all that it does about these bytes.
    private readonly Pipe _up = new(
        new(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            useSynchronizationContext: false
        )
    );
    private readonly Pipe _down = new();
    private readonly MqttProtocolVersion _version;

    public PipedDevice(MqttEndpoint endpoint, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        _version = version;
        Served = ServeAsync(endpoint);
    }

    /// <summary>Completes when the endpoint is done with the connection.</summary>
    public Task Served { get; }

    public async Task SendAsync(params byte[] bytes) => await _up.Writer.WriteAsync(bytes);

    public async Task SendAsync(IOutgoingPacket packet)
    {
        var buffer = new PacketBuffer();
        packet.WriteTo(buffer, _version);
        await _up.Writer.WriteAsync(buffer.Written);
    }

    /// <summary>Sends CONNECT and, in the same write, a message at QoS 1.</summary>
    public async Task ConnectAndPublishAsync(string topic, string payload, ushort id)
    {
        var buffer = new PacketBuffer();
        ConnectOf("m1").WriteTo(buffer, _version);
        await SendAsync([
            .. buffer.Written.Span,
            .. Encode(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, id, false, false, _version),
        ]);
    }

    public Task PublishAsync(
        string topic,
        string payload,
        MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtMostOnce,
        ushort id = 0,
        bool retain = false,
        bool duplicate = false
    ) => SendAsync(Encode(topic, payload, qos, id, retain, duplicate, _version));

    /// <summary>Closes the line without a goodbye.</summary>
    public void HangUp() => _up.Writer.Complete();

    public async Task ConnectAsync(string clientId = "m1", Func<ConnectPacket, ConnectPacket>? change = null)
    {
        var connect = ConnectOf(clientId);
        await SendAsync(change?.Invoke(connect) ?? connect);
    }

    private ConnectPacket ConnectOf(string clientId) =>
        new()
        {
            Version = _version,
            ClientId = clientId,
            UserName = clientId,
            Password = "right"u8.ToArray(),
        };

    public async Task<ConnAckPacket> ConnectedAsync(
        string clientId = "m1",
        Func<ConnectPacket, ConnectPacket>? change = null
    )
    {
        await ConnectAsync(clientId, change);
        var answer = await AnswerAsync();
        // MQTTnet begins to read on another thread; what is sent after this answer is handed over where it is written.
        if (answer.Reason == ReasonCode.Success)
            await SettledAsync();
        return answer;
    }

    /// <summary>Completes when the endpoint has done all that it does about what was sent before.</summary>
    public async Task SettledAsync()
    {
        await SendAsync(new PingPacket(PacketType.PingReq));
        await NextAsync(PacketType.PingResp);
    }

    public async Task<ConnAckPacket> AnswerAsync() =>
        ConnAckPacket.Read((await NextAsync(PacketType.ConnAck)).Body, _version);

    public async Task<AckPacket> AckAsync(PacketType type) =>
        AckPacket.Read(type, (await NextAsync(type)).Body, _version);

    public async Task<DisconnectPacket> GoodbyeAsync() =>
        DisconnectPacket.Read((await NextAsync(PacketType.Disconnect)).Body, _version);

    public async Task<SubAckPacket> SubscribedAsync(params SubscriptionRequest[] filters)
    {
        await SendAsync(new SubscribePacket(1, filters));
        return SubAckPacket.Read(PacketType.SubAck, (await NextAsync(PacketType.SubAck)).Body, _version);
    }

    /// <summary>The next packet, which must be of a type.</summary>
    public async Task<(PacketHeader Header, byte[] Body)> NextAsync(PacketType type)
    {
        var packet =
            await NextOrEndAsync()
            ?? throw new InvalidOperationException($"the endpoint closed the line instead of sending {type}");
        return packet.Header.Type == type
            ? packet
            : throw new InvalidOperationException(
                $"the endpoint sent {packet.Header.Type}, not {type}: {Convert.ToHexString(packet.Body)}"
            );
    }

    /// <summary>The next packet, or null where the endpoint has closed the line.</summary>
    public async Task<(PacketHeader Header, byte[] Body)?> NextOrEndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            var read = await _down.Reader.ReadAsync(patience.Token);
            var buffer = read.Buffer;
            var whole = PacketFramer.TryTake(ref buffer, int.MaxValue, out var header, out var body);
            var bytes = body.ToArray();
            _down.Reader.AdvanceTo(buffer.Start, whole ? buffer.Start : buffer.End);
            if (whole)
                return (header, bytes);
            if (read.IsCompleted)
                return null;
        }
    }

    private async Task ServeAsync(MqttEndpoint endpoint)
    {
        await endpoint.ServeAsync(new Ends(_up.Reader, _down.Writer), "bed 7");
        await _down.Writer.CompleteAsync();
    }

    private static byte[] Encode(
        string topic,
        string payload,
        MqttQualityOfServiceLevel qos,
        ushort id,
        bool retain,
        bool duplicate,
        MqttProtocolVersion version
    )
    {
        var buffer = new PacketBuffer();
        new PublishPacket
        {
            TopicName = topic,
            Payload = System.Text.Encoding.UTF8.GetBytes(payload),
            QoS = qos,
            PacketId = id,
            Retain = retain,
            Duplicate = duplicate,
        }.WriteTo(buffer, version);
        return buffer.Written.ToArray();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
