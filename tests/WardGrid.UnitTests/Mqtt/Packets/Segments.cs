using System.Buffers;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>A sequence of bytes in several segments, as a pipe gives it.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    public static ReadOnlySequence<byte> Of(params byte[][] parts)
    {
        var first = new Segments { Memory = parts[0] };
        var last = first;
        foreach (var part in parts[1..])
        {
            var next = new Segments { Memory = part, RunningIndex = last.RunningIndex + last.Memory.Length };
            last.Next = next;
            last = next;
        }

        return new(first, 0, last, last.Memory.Length);
    }
}
