using System.Buffers;
using System.Text;
using Shouldly;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Signals.Protocol;

public class WaveFrameTests
{
    [Fact]
    public void A_bundle_is_laid_out_byte_for_byte_as_the_wire_says()
    {
        var bytes = new ArrayBufferWriter<byte>();
        WaveFrameWriter.WriteHeader(bytes, epoch: 1, sequence: 2, timeMicros: 3, channels: 1);
        WaveFrameWriter.WriteChannel(bytes, index: 5, start: 1750, [258, -2, ChannelDeclaration.Missing]);

        Convert
            .ToHexString(bytes.WrittenSpan)
            .ShouldBe(
                "5747"
                    + "01"
                    + "00"
                    + "01000000"
                    + "02000000"
                    + "0300000000000000"
                    + "01"
                    + "05"
                    + "00"
                    + "0300"
                    + "D606000000000000"
                    + "0201"
                    + "FEFF"
                    + "0080"
            );
        bytes.WrittenCount.ShouldBe(WaveFrameWriter.Length([3]));
    }

    [Fact]
    public void The_JSON_form_becomes_the_same_bytes_in_whatever_order_its_fields_stand()
    {
        var binary = new ArrayBufferWriter<byte>();
        WaveFrameWriter.WriteHeader(binary, 1, 7, 1790000000000000, 2);
        WaveFrameWriter.WriteChannel(binary, 0, 1750, [12, 13, ChannelDeclaration.Missing]);
        WaveFrameWriter.WriteChannel(binary, 1, 875, []);

        Converted(
                """
                {"epoch":1,"seq":7,"time":1790000000000000,
                 "ch":[{"i":0,"start":1750,"v":[12,13,null]},{"i":1,"start":875,"v":[]}]}
                """
            )
            .ShouldBe(binary.WrittenSpan.ToArray());
        Converted(
                """
                {"ch":[{"v":[12,13,null],"x":{},"start":1750,"i":0},{"i":1,"start":875,"v":[]}],
                 "time":1790000000000000,"seq":7,"epoch":1}
                """
            )
            .ShouldBe(binary.WrittenSpan.ToArray());
    }

    [Theory]
    [InlineData("""{"epoch":1,"time":1,"ch":[]}""", "seq is missing")]
    [InlineData("""{"epoch":1,"seq":1,"time":1}""", "ch is missing")]
    [InlineData("""{"epoch":1,"seq":1,"time":1,"ch":[],"ch":[]}""", "ch stands twice")]
    [InlineData("""{"epoch":1,"seq":1,"time":1,"ch":[{"i":0,"v":[1]}]}""", "channel 0: start is missing")]
    [InlineData("""{"epoch":1,"seq":1,"time":1,"ch":[{"i":0,"start":0}]}""", "channel 0: v is missing")]
    [InlineData(
        """{"epoch":1,"seq":1,"time":1,"ch":[{"i":0,"start":0,"v":[32768]}]}""",
        "a sample is 32768, -32768 to 32767 is possible"
    )]
    [InlineData(
        """{"epoch":1,"seq":1,"time":1,"ch":[{"i":0,"start":0,"v":[1.5]}]}""",
        "a sample is not a whole number"
    )]
    [InlineData(
        """{"epoch":1,"seq":1,"time":1,"ch":[{"i":0,"start":9223372036854775807,"v":[]}]}""",
        "channel 0: start is"
    )]
    public void A_JSON_wave_that_cannot_be_is_refused_and_writes_nothing(string json, string reason)
    {
        var to = new ArrayBufferWriter<byte>();

        WaveFrameJson.TryConvert(Encoding.UTF8.GetBytes(json), to).Detail.ShouldStartWith(reason);

        to.WrittenCount.ShouldBe(0);
    }

    [Fact]
    public void More_samples_than_a_bundle_can_hold_are_refused()
    {
        var samples = string.Join(',', Enumerable.Repeat(1, 65536));
        var frame = $$"""{"epoch":1,"seq":1,"time":1,"ch":[{"i":0,"start":0,"v":[{{samples}}]}]}""";

        WaveFrameJson
            .TryConvert(Encoding.UTF8.GetBytes(frame), new ArrayBufferWriter<byte>())
            .Detail.ShouldBe("channel 0: more than 65535 samples");
    }

    [Fact]
    public void The_first_byte_tells_the_two_forms_apart()
    {
        WaveFrameJson.IsJson("{}"u8).ShouldBeTrue();
        WaveFrameJson.IsJson("WG"u8).ShouldBeFalse();
        WaveFrameJson.IsJson([]).ShouldBeFalse();
    }

    private static byte[] Converted(string json)
    {
        var to = new ArrayBufferWriter<byte>();
        WaveFrameJson.TryConvert(Encoding.UTF8.GetBytes(json), to).ShouldBe(Refusal.None);
        WaveFrame.TryRead(to.WrittenSpan, out var frame).ShouldBe(Refusal.None);
        frame.Sequence.ShouldBe(7u);
        return to.WrittenSpan.ToArray();
    }
}
