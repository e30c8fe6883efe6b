using System.Buffers;

namespace WardGrid.Signals.Protocol;

/// <summary>
/// A bedside monitor as a source of the protocol's messages: simulated, or replayed from a recording.
/// </summary>
/// <remarks>
/// It has no clock and no connection: the player calls <see cref="Next"/> when <see cref="DueSeconds"/> is reached.
/// </remarks>
public interface IBedsideMonitor
{
    DeviceBirth Birth { get; }

    /// <summary>When the next message is due, in seconds since the monitor began; infinity if none follows.</summary>
    double DueSeconds { get; }

    /// <summary>Writes the next message's payload and returns its kind.</summary>
    MessageKind Next(IBufferWriter<byte> to);
}
