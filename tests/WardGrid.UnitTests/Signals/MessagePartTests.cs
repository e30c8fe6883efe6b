using System.Buffers;
using Shouldly;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Signals;

/// <summary>A broken bundle is read field by field as far as it goes.</summary>
public sealed class MessagePartTests
{
    private static byte[] Bundle()
    {
        var to = new ArrayBufferWriter<byte>();
        WaveFrameWriter.WriteHeader(to, 7, 9, 1_790_000_000_000_000, 2);
        WaveFrameWriter.WriteChannel(to, 3, 1000, [1, 2, 3]);
        WaveFrameWriter.WriteChannel(to, 4, 2000, [5]);
        return to.WrittenSpan.ToArray();
    }

    private static IEnumerable<string> Read(ReadOnlySpan<byte> bytes) =>
        MessagePart.OfWave(bytes).Select(p => $"{p.At}+{p.Length} {p.Name}: {p.Value}");

    [Fact]
    public void A_whole_bundle_is_read_to_its_end()
    {
        Read(Bundle())
            .ShouldBe([
                "0+2 magic: 57 47",
                "2+1 version: 1",
                "3+1 flags: 0",
                "4+4 epoch: 7",
                "8+4 seq: 9",
                "12+8 time: 1790000000000000 = 2026-09-21 14:13:20 UTC",
                "20+1 count: 2",
                "21+1 channel 1: index: 3",
                "22+1 channel 1: encoding: 0",
                "23+2 channel 1: samples: 3",
                "25+8 channel 1: start: 1000",
                "33+6 channel 1: samples as int16: 3 of 3",
                "39+1 channel 2: index: 4",
                "40+1 channel 2: encoding: 0",
                "41+2 channel 2: samples: 1",
                "43+8 channel 2: start: 2000",
                "51+2 channel 2: samples as int16: 1 of 1",
            ]);
    }

    [Fact]
    public void A_bundle_that_ends_in_its_samples_is_read_up_to_there() =>
        Read(Bundle().AsSpan(0, 37)).Last().ShouldBe("33+4 channel 1: samples as int16: 2 of 3");

    [Fact]
    public void A_time_that_is_no_date_stays_a_number()
    {
        var bytes = Bundle();
        bytes.AsSpan(12, 8).Fill(0x7F);
        Read(bytes).ShouldContain("12+8 time: 9187201950435737471");
    }

    [Fact]
    public void Every_beginning_of_a_bundle_and_any_garbage_is_read_without_a_fault()
    {
        var bundle = Bundle();
        for (var length = 0; length <= bundle.Length; length++)
            MessagePart.OfWave(bundle.AsSpan(0, length)).Sum(p => p.Length).ShouldBeLessThanOrEqualTo(length);
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var garbage = new byte[random.Next(300)];
            random.NextBytes(garbage);
            MessagePart.OfWave(garbage).Sum(p => p.Length).ShouldBeLessThanOrEqualTo(garbage.Length);
        }
    }
}
