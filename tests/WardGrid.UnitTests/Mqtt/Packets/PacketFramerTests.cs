using System.Buffers;
using Shouldly;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

public sealed class PacketFramerTests
{
    [Fact]
    public void A_packet_is_taken_wherever_the_segments_are_cut()
    {
        byte[] bytes = [0x30, 0x81, 0x01, .. new byte[129], 0xC0, 0x00];
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var input = Segments.Of(bytes[..cut], bytes[cut..]);

            PacketFramer.TryTake(ref input, 1000, out var publish, out var body).ShouldBeTrue();
            publish.Type.ShouldBe(PacketType.Publish);
            body.Length.ShouldBe(129);
            PacketFramer.TryTake(ref input, 1000, out var ping, out _).ShouldBeTrue();
            ping.Type.ShouldBe(PacketType.PingReq);
            input.IsEmpty.ShouldBeTrue();
        }
    }

    [Fact]
    public void Until_its_last_byte_a_packet_is_not_taken()
    {
        byte[] bytes = [0x32, 0x05, 0, 1, (byte)'a', 0, 1];
        for (var length = 0; length < bytes.Length; length++)
        {
            var input = new ReadOnlySequence<byte>(bytes, 0, length);
            PacketFramer.TryTake(ref input, 1000, out _, out _).ShouldBeFalse();
            input.Length.ShouldBe(length);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x00, 0x00 }, ReasonCode.MalformedPacket)]
    [InlineData(new byte[] { 0x36, 0x00 }, ReasonCode.MalformedPacket)]
    [InlineData(new byte[] { 0x38, 0x00 }, ReasonCode.MalformedPacket)]
    [InlineData(new byte[] { 0x80, 0x00 }, ReasonCode.MalformedPacket)]
    [InlineData(new byte[] { 0x11 }, ReasonCode.MalformedPacket)]
    [InlineData(new byte[] { 0x47, 0x45, 0x54 }, ReasonCode.MalformedPacket)]
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0xFF }, ReasonCode.MalformedPacket)]
    [InlineData(new byte[] { 0x30, 0x80, 0x00 }, ReasonCode.MalformedPacket)]
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0x7F }, ReasonCode.PacketTooLarge)]
    public void A_header_that_cannot_be_right_is_refused_before_its_body_comes(byte[] bytes, ReasonCode reason)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        Should
            .Throw<MqttProtocolException>(() => PacketFramer.TryTake(ref input, 256 * 1024, out _, out _))
            .Reason.ShouldBe(reason);
    }

    [Fact]
    public void The_largest_packet_allowed_is_taken_and_one_byte_more_is_not()
    {
        byte[] bytes = [0x30, 98, .. new byte[98]];
        var input = new ReadOnlySequence<byte>(bytes);
        PacketFramer.TryTake(ref input, 100, out _, out _).ShouldBeTrue();
        input = new ReadOnlySequence<byte>(bytes);
        Should
            .Throw<MqttProtocolException>(() => PacketFramer.TryTake(ref input, 99, out _, out _))
            .Reason.ShouldBe(ReasonCode.PacketTooLarge);
    }
}
