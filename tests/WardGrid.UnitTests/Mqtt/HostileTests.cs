using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;
using WardGrid.UnitTests.Mqtt.Packets;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>
/// Bytes that no correct device sends. A client that sends them is disconnected and counted, and the next bed notices
/// nothing.
/// </summary>
public sealed class HostileTests
{
    private const string Wave = "wg/v1/h/icu/m1/wave";

    public static TheoryData<string, byte[], ReasonCode> FirstBytes =>
        new()
        {
            { "HTTP", "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), ReasonCode.MalformedPacket },
            { "TLS", [0x16, 3, 1, 2, 0, 1], ReasonCode.MalformedPacket },
            { "zeros", new byte[100], ReasonCode.MalformedPacket },
            { "a publish", [0x30, 3, 0, 1, (byte)'a'], ReasonCode.ProtocolError },
            { "a packet of 256 MB", [0x10, 0xFF, 0xFF, 0xFF, 0x7F], ReasonCode.PacketTooLarge },
            { "a length of five bytes", [0x10, 0xFF, 0xFF, 0xFF, 0xFF], ReasonCode.MalformedPacket },
            {
                "a will of QoS 3",
                [0x10, 18, 0, 4, .. "MQTT"u8, 4, 0x1E, 0, 0, 0, 1, (byte)'m', 0, 1, (byte)'t', 0, 0],
                ReasonCode.MalformedPacket
            },
            {
                "a reserved flag",
                [0x10, 13, 0, 4, .. "MQTT"u8, 4, 3, 0, 0, 0, 1, (byte)'m'],
                ReasonCode.MalformedPacket
            },
            {
                "a property that does not belong",
                [0x10, 17, 0, 4, .. "MQTT"u8, 5, 2, 0, 0, 3, 0x23, 0, 5, 0, 1, (byte)'m'],
                ReasonCode.MalformedPacket
            },
            { "MQTT 3.1", [0x10, 14, 0, 6, .. "MQIsdp"u8, 3, 2, 0, 0, 0, 0], ReasonCode.UnsupportedProtocolVersion },
            { "MQTT 6", [0x10, 12, 0, 4, .. "MQTT"u8, 6, 2, 0, 0, 0, 0], ReasonCode.UnsupportedProtocolVersion },
            { "a connect cut short", [0x10, 6, 0, 4, .. "MQTT"u8], ReasonCode.MalformedPacket },
        };

    [Theory, MemberData(nameof(FirstBytes))]
    public async Task A_connection_that_does_not_begin_with_connect_is_dropped_at_once(
        string what,
        byte[] bytes,
        ReasonCode reason
    )
    {
        using var ward = new SilentWard();
        var device = ward.Device(MqttProtocolVersion.V311);
        await device.SendAsync(bytes);
        await device.Served.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (await ward.Host.NextRefusalAsync()).Reason.ShouldBe(reason, what);
    }

    [Fact]
    public async Task A_second_connect_and_a_packet_only_servers_send_end_the_connection()
    {
        using var ward = new SilentWard();
        var twice = ward.Device();
        await twice.ConnectedAsync();
        await twice.ConnectAsync();
        (await twice.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.ProtocolError);

        var posing = ward.Device();
        await posing.ConnectedAsync();
        await posing.SendAsync(0x20, 2, 0, 0);
        (await posing.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.ProtocolError);
    }

    public static TheoryData<string, byte[], ReasonCode> LaterBytes =>
        new()
        {
            { "a publish of QoS 3", [0x36, 6, 0, 1, (byte)'a', 0, 1, 0], ReasonCode.MalformedPacket },
            { "a publish without its identifier", [0x32, 6, 0, 1, (byte)'a', 0, 0, 0], ReasonCode.ProtocolError },
            { "a subscription of QoS 3", [0x82, 7, 0, 1, 0, 0, 1, (byte)'a', 3], ReasonCode.MalformedPacket },
            { "a subscription to nothing", [0x82, 3, 0, 1, 0], ReasonCode.ProtocolError },
            {
                "a subscription without its identifier",
                [0x82, 7, 0, 0, 0, 0, 1, (byte)'a', 1],
                ReasonCode.ProtocolError
            },
            {
                "a subscription identifier",
                [0x82, 9, 0, 1, 2, 0x0B, 7, 0, 1, (byte)'a', 1],
                ReasonCode.SubscriptionIdentifiersNotSupported
            },
            { "flags that do not belong", [0x80, 6, 0, 1, 0, 0, 1, (byte)'a'], ReasonCode.MalformedPacket },
            { "an authentication", [0xF0, 0], ReasonCode.ProtocolError },
            { "a ping with a body", [0xC0, 1, 0], ReasonCode.MalformedPacket },
        };

    [Theory, MemberData(nameof(LaterBytes))]
    public async Task A_packet_that_breaks_a_rule_ends_the_connection_with_the_reason(
        string what,
        byte[] bytes,
        ReasonCode reason
    )
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.SendAsync(bytes);
        (await device.GoodbyeAsync()).Reason.ShouldBe(reason, what);
        ward.Host.Taken().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_packet_too_large_is_refused_at_its_header()
    {
        using var ward = new SilentWard(o => o.MaximumPacketSize = 2048);
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.SendAsync(0x30, 0x80, 0x40, 0, 1);
        (await device.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.PacketTooLarge);
        (await ward.Host.NextRefusalAsync()).Detail.ShouldBe(
            "a Publish packet of 8195 bytes is larger than the 2048 allowed"
        );
    }

    [Fact]
    public async Task A_packet_cut_by_the_end_of_the_line_is_counted()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.SendAsync(0x30, 50, 0, 19);
        device.HangUp();
        await device.Served;
        (await ward.Host.NextRefusalAsync()).Detail.ShouldBe("the connection was closed in the middle of a packet");
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Mangled_packets_end_their_own_connection_at_most(int seed)
    {
        var random = new Random(seed);
        using var ward = new SilentWard(o => o.MaximumPacketSize = 4096);
        var honest = ward.Device();
        await honest.ConnectedAsync("honest");
        for (var i = 0; i < 500; i++)
        {
            var version = random.Next(2) == 0 ? MqttProtocolVersion.V311 : MqttProtocolVersion.V500;
            var hostile = ward.Device(version);
            if (random.Next(4) > 0)
                await hostile.ConnectedAsync("hostile");
            await hostile.SendAsync(Mangled(random, version));
            hostile.HangUp();
            await hostile.Served.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

            await honest.PublishAsync(Wave, $"honest {i}", MqttQualityOfServiceLevel.AtLeastOnce, id: (ushort)(i + 1));
            (await honest.AckAsync(PacketType.PubAck)).PacketId.ShouldBe((ushort)(i + 1));
        }

        ward.Host.Taken()
            .Where(m => m.ClientId == "honest")
            .Select(m => m.Text)
            .ShouldBe(Enumerable.Range(0, 500).Select(i => $"honest {i}"));
        ward.Endpoint.Counters.Refused(ReasonCode.ImplementationError)
            .ShouldBe(0, "a mangled packet is refused by a rule, never by a fault");
        ward.Endpoint.Counters.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_of_what_it_is_sent_is_given_up_and_holds_a_bounded_amount()
    {
        await using var endpoint = await RunningEndpoint.StartAsync(o =>
            (o.MaximumOutboundBytes, o.StallTimeout) = (64 * 1024, TimeSpan.FromSeconds(1))
        );
        using var deaf = new TcpClient { ReceiveBufferSize = 4096 };
        await deaf.ConnectAsync("127.0.0.1", endpoint.Port);
        var buffer = new PacketBuffer();
        new ConnectPacket
        {
            ClientId = "deaf",
            UserName = "deaf",
            Password = "right"u8.ToArray(),
        }.WriteTo(buffer, MqttProtocolVersion.V500);
        await deaf.GetStream().WriteAsync(buffer.Written);
        // It asks for pings without end and reads no answer, until the endpoint reads no more either.
        var pings = new byte[64 * 1024];
        for (var at = 0; at < pings.Length; at += 2)
            pings[at] = 0xC0;
        using var given = new CancellationTokenSource();
        var asking = AskAsync(deaf.GetStream(), pings, given.Token);

        (await endpoint.Host.NextRefusalAsync()).Detail.ShouldBe("the client does not read what it is sent");
        (await endpoint.Host.NextLeaverAsync()).Peer.ClientId.ShouldBe("deaf");
        await given.CancelAsync();
        await asking;

        await using var honest = new ReconnectingMqttClient(endpoint.Device());
        await honest.ConnectAsync(TestContext.Current.CancellationToken);
        (await honest.PublishAsync(Wave, new byte[10], MqttQualityOfServiceLevel.AtLeastOnce)).ShouldBe(
            MqttClientPublishReasonCode.Success
        );
    }

    private static async Task AskAsync(NetworkStream to, ReadOnlyMemory<byte> packet, CancellationToken until)
    {
        try
        {
            while (!until.IsCancellationRequested)
                await to.WriteAsync(packet, until);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"the endpoint cut the line: {e.Message}");
        }
    }

    private static byte[] Mangled(Random random, MqttProtocolVersion version)
    {
        var buffer = new PacketBuffer();
        for (var n = random.Next(1, 4); n > 0; n--)
            AnyPacket(random).WriteTo(buffer, version);
        var bytes = buffer.Written.ToArray();
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var at = random.Next(bytes.Length);
            if (random.Next(3) == 0)
                bytes = [.. bytes[..at], .. bytes[(at + 1)..], 0];
            else
                bytes[at] = (byte)random.Next(256);
        }

        return bytes[..random.Next(1, bytes.Length + 1)];
    }

    private static IOutgoingPacket AnyPacket(Random random) =>
        random.Next(8) switch
        {
            0 => new ConnectPacket
            {
                ClientId = "hostile",
                UserName = "hostile",
                Password = "right"u8.ToArray(),
                Will = new("wg/will", "w"u8.ToArray()),
            },
            1 => new SubscribePacket(
                7,
                [
                    new("wg/+/x", MqttQualityOfServiceLevel.AtLeastOnce),
                    new("wg/#", MqttQualityOfServiceLevel.AtMostOnce),
                ]
            ),
            2 => new UnsubscribePacket(8, ["wg/#"]),
            3 => new AckPacket((PacketType)random.Next(4, 8), 9),
            4 => new DisconnectPacket(ReasonCode.DisconnectWithWill, "so long"),
            5 => new PingPacket(PacketType.PingReq),
            _ => new AnyPublish((MqttQualityOfServiceLevel)random.Next(3)),
        };

    private sealed record AnyPublish(MqttQualityOfServiceLevel QoS) : IOutgoingPacket
    {
        public void WriteTo(PacketBuffer buffer, MqttProtocolVersion version) =>
            new PublishPacket
            {
                TopicName = Wave,
                Payload = "payload"u8,
                QoS = QoS,
                PacketId = 3,
            }.WriteTo(buffer, version);
    }
}
