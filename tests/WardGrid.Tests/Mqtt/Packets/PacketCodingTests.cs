using System.Buffers;
using System.Text;
using Shouldly;
using WardGrid.Mqtt;
using WardGrid.Mqtt.Packets;

namespace WardGrid.Tests.Mqtt.Packets;

public sealed class PacketCodingTests
{
    [Fact]
    public void Connect_of_311_is_written_as_the_standard_shows_it()
    {
        var connect = new ConnectPacket
        {
            Version = MqttVersion.V311,
            ClientId = "m1",
            KeepAliveSeconds = 10,
            UserName = "u",
            Password = "p"u8.ToArray(),
            Will = new("w", "x"u8.ToArray(), QualityOfService.AtLeastOnce, Retain: true),
        };

        Write(connect, MqttVersion.V311).ShouldBe([
            0x10, 0x1A, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 0b1110_1110, 0, 10,
            0, 2, (byte)'m', (byte)'1', 0, 1, (byte)'w', 0, 1, (byte)'x', 0, 1, (byte)'u', 0, 1, (byte)'p']);
    }

    [Theory]
    [InlineData(MqttVersion.V311), InlineData(MqttVersion.V500)]
    public void Connect_is_read_back(MqttVersion version)
    {
        var connect = new ConnectPacket
        {
            Version = version,
            ClientId = "monitor-17",
            CleanStart = true,
            KeepAliveSeconds = 30,
            UserName = "bed 7",
            Password = [1, 2, 3],
        };
        if (version == MqttVersion.V500)
            connect = connect with { SessionExpirySeconds = 600, ReceiveMaximum = 20, MaximumPacketSize = 9000, TopicAliasMaximum = 3 };

        var read = ConnectPacket.Read(BodyOf(Write(connect, version)));

        read.Password.ShouldBe(connect.Password);
        (read with { Password = connect.Password }).ShouldBe(connect);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127 - 6)]
    [InlineData(450)]
    [InlineData(20_000)]
    public void Publish_is_read_back(int length)
    {
        var payload = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var bytes = new PacketBuffer();
        new PublishPacket { TopicName = "wg/é", Payload = payload, QoS = QualityOfService.AtLeastOnce, PacketId = 513, Retain = true, Duplicate = true }.WriteTo(bytes, MqttVersion.V500);
        var input = new ReadOnlySequence<byte>(bytes.Written);
        PacketFramer.TryTake(ref input, 100_000, out var header, out var body).ShouldBeTrue();

        var read = PublishPacket.Read(header, body.FirstSpan, MqttVersion.V500);

        Encoding.UTF8.GetString(read.Topic).ShouldBe("wg/é");
        read.Payload.ToArray().ShouldBe(payload);
        read.PacketId.ShouldBe((ushort)513);
        (read.QoS, read.Retain, read.Duplicate).ShouldBe((QualityOfService.AtLeastOnce, true, true));
    }

    [Fact]
    public void Success_is_acknowledged_in_four_bytes_and_a_refusal_in_five()
    {
        Write(new AckPacket(PacketType.PubAck, 0x0102), MqttVersion.V500).ShouldBe([0x40, 2, 1, 2]);
        Write(new AckPacket(PacketType.PubAck, 0x0102, ReasonCode.NotAuthorised), MqttVersion.V500).ShouldBe([0x40, 3, 1, 2, 0x87]);
        Write(new AckPacket(PacketType.PubAck, 0x0102, ReasonCode.NotAuthorised), MqttVersion.V311).ShouldBe([0x40, 2, 1, 2]);
        Write(new AckPacket(PacketType.PubRel, 7), MqttVersion.V311).ShouldBe([0x62, 2, 0, 7]);
    }

    [Theory]
    [InlineData(ReasonCode.BadUserNameOrPassword, 4)]
    [InlineData(ReasonCode.NotAuthorised, 5)]
    [InlineData(ReasonCode.ServerBusy, 3)]
    [InlineData(ReasonCode.ClientIdentifierNotValid, 2)]
    public void Connack_of_311_tells_a_refusal_by_its_own_return_codes(ReasonCode reason, byte code)
    {
        Write(new ConnAckPacket(reason) { ReasonString = "never in 3.1.1" }, MqttVersion.V311).ShouldBe([0x20, 2, 0, code]);
    }

    [Fact]
    public void Connack_of_5_carries_the_servers_limits_and_reason()
    {
        var connack = new ConnAckPacket(ReasonCode.Success, SessionPresent: true) { ReceiveMaximum = 20, MaximumPacketSize = 4096, TopicAliasMaximum = 8, AssignedClientId = "given", SessionExpirySeconds = 60 };
        ConnAckPacket.Read(BodyOf(Write(connack, MqttVersion.V500)), MqttVersion.V500).ShouldBe(connack);
        var refusal = new ConnAckPacket(ReasonCode.ServerBusy) { ReasonString = "the ward is full" };
        ConnAckPacket.Read(BodyOf(Write(refusal, MqttVersion.V500)), MqttVersion.V500).ShouldBe(refusal);
    }

    [Theory]
    [InlineData(new byte[] { 0x21, 0, 5, 0x21, 0, 5 }, "stands twice")]
    [InlineData(new byte[] { 0x23, 0, 5 }, "does not belong")]
    [InlineData(new byte[] { 0x7F, 0 }, "does not belong")]
    [InlineData(new byte[] { 0x21, 0, 0 }, "is zero")]
    [InlineData(new byte[] { 0x17, 2 }, "only 0 and 1")]
    [InlineData(new byte[] { 0x27, 0, 0 }, "ends early")]
    [InlineData(new byte[] { 0x26, 0, 1, 0xFF, 0, 0 }, "UTF-8")]
    public void A_property_that_breaks_a_rule_is_refused(byte[] block, string why)
    {
        byte[] body = [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 0, (byte)block.Length, .. block, 0, 0];
        Should.Throw<MqttProtocolException>(() => ConnectPacket.Read(body)).Message.ShouldContain(why);
    }

    [Theory]
    [InlineData(0x03, "reserved")]
    [InlineData(0x1E, "QoS 3")]
    [InlineData(0x22, "no will")]
    [InlineData(0x42, "password without")]
    public void Flags_of_connect_that_contradict_each_other_are_refused(byte flags, string why)
    {
        byte[] body = [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, flags, 0, 0, 0, 1, (byte)'m', 0, 1, (byte)'t', 0, 0];
        Should.Throw<MqttProtocolException>(() => ConnectPacket.Read(body)).Message.ShouldContain(why);
    }

    [Fact]
    public void Subscribe_without_a_filter_or_with_reserved_options_is_refused()
    {
        Should.Throw<MqttProtocolException>(() => SubscribePacket.Read([0, 1], MqttVersion.V311)).Reason.ShouldBe(ReasonCode.ProtocolError);
        Should.Throw<MqttProtocolException>(() => SubscribePacket.Read([0, 1, 0, 1, (byte)'a', 3], MqttVersion.V311)).Reason.ShouldBe(ReasonCode.MalformedPacket);
        Should.Throw<MqttProtocolException>(() => SubscribePacket.Read([0, 1, 0, 1, (byte)'a', 4], MqttVersion.V311)).Reason.ShouldBe(ReasonCode.MalformedPacket);
        Should.Throw<MqttProtocolException>(() => SubscribePacket.Read([0, 0, 0, 1, (byte)'a', 0], MqttVersion.V311)).Reason.ShouldBe(ReasonCode.ProtocolError);
    }

    private static byte[] Write(IOutgoingPacket packet, MqttVersion version)
    {
        var buffer = new PacketBuffer();
        packet.WriteTo(buffer, version);
        return buffer.Written.ToArray();
    }

    private static byte[] BodyOf(byte[] packet)
    {
        var input = new ReadOnlySequence<byte>(packet);
        PacketFramer.TryTake(ref input, int.MaxValue, out _, out var body).ShouldBeTrue();
        return body.ToArray();
    }
}
