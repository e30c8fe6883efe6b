using System.Buffers;
using Shouldly;
using WardGrid.Server.Hl7;

namespace WardGrid.UnitTests.Hl7;

/// <summary>MLLP frames are found however TCP cuts them.</summary>
public sealed class MllpFramesTests
{
    [Fact]
    public void Every_message_is_found_however_the_bytes_are_cut()
    {
        var random = new Random(3);
        for (var round = 0; round < 500; round++)
        {
            var sent = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Content(random)).ToArray();
            byte[] stream = [.. sent.SelectMany(m => (byte[])[.. Garbage(random), .. MllpFrames.Frame(m)])];

            Read(stream, random).Select(Convert.ToHexString).ShouldBe(sent.Select(Convert.ToHexString));
        }
    }

    [Fact]
    public void A_sender_that_broke_off_and_began_again_sends_one_message()
    {
        byte[] stream = [0x0B, 1, 2, .. MllpFrames.Frame([3, 4])];

        Read(stream, new Random(1)).ShouldHaveSingleItem().ShouldBe([3, 4]);
    }

    [Fact]
    public void A_message_that_is_too_large_is_refused_before_it_has_arrived()
    {
        var input = new ReadOnlySequence<byte>([0x0B, .. new byte[101]]);

        Should.Throw<InvalidDataException>(() => MllpFrames.TryTake(ref input, 100, out _));
    }

    [Fact]
    public void Bytes_outside_a_frame_are_not_kept()
    {
        var input = new ReadOnlySequence<byte>([1, 2, 0x1C, 0x0D]);

        MllpFrames.TryTake(ref input, 100, out _).ShouldBeFalse();
        input.IsEmpty.ShouldBeTrue();
    }

    private static List<byte[]> Read(byte[] stream, Random random)
    {
        var (found, kept) = (new List<byte[]>(), Array.Empty<byte>());
        for (var at = 0; at < stream.Length; )
        {
            var length = Math.Min(random.Next(1, 9), stream.Length - at);
            var input = new ReadOnlySequence<byte>([.. kept, .. stream[at..(at + length)]]);
            while (MllpFrames.TryTake(ref input, 100, out var message))
                found.Add(message);
            (kept, at) = (input.ToArray(), at + length);
        }

        return found;
    }

    private static byte[] Content(Random random) => random.GetItems("MSH|\r"u8, random.Next(40));

    private static byte[] Garbage(Random random) => random.GetItems("xyz\r\n"u8, random.Next(4));
}
