using System.Buffers;

namespace WardGrid.Signals.Protocol;

/// <summary>A bedside monitor as a source of the wire's messages: simulated, or replayed from a recording.</summary>
/// <remarks>
/// Knows no clock and no connection: whoever plays it asks for <see cref="Next"/> once
/// <see cref="DueSeconds"/> has come.
/// </remarks>
public interface IBedsideMonitor
{
    DeviceBirth Birth { get; }

    /// <summary>
    /// When the next message is due, in seconds since the monitor began; infinity where none follows.
    /// </summary>
    double DueSeconds { get; }

    /// <summary>Writes the next message's payload and says which it is.</summary>
    MessageKind Next(IBufferWriter<byte> to);
}
