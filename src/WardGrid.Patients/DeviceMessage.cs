using WardGrid.Signals.Protocol;

namespace WardGrid.Patients;

/// <summary>One message of a device on its way to its patient.</summary>
/// <remarks>
/// The payload is valid until the call that passes it returns its task (not until that task completes). It is a span,
/// so that the compiler refuses to keep it.
/// </remarks>
public readonly ref struct DeviceMessage
{
    /// <summary>The device's name, the level of its topic.</summary>
    public required string Device { get; init; }

    public required MessageKind Kind { get; init; }

    public required ReadOnlySpan<byte> Payload { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The device asked for an acknowledgement (QoS 1 or 2).</summary>
    public bool Guaranteed { get; init; }
}
