using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>One message as it arrived.</summary>
/// <remarks>
/// The payload is in the receive buffer. It is valid until the handler returns its task (not until that task
/// completes). It is a span, so that the compiler refuses to keep it across an <c>await</c>; copy what must live
/// longer. The topic is the same string object for every message of one connection to that topic.
/// </remarks>
public readonly ref struct MqttMessage
{
    public required string Topic { get; init; }

    public required ReadOnlySpan<byte> Payload { get; init; }

    public MqttQualityOfServiceLevel QoS { get; init; }

    /// <summary>The retain flag of the packet.</summary>
    public bool Retain { get; init; }

    /// <summary>The sender repeats the message because it saw no acknowledgement; the first may have arrived.</summary>
    public bool Duplicate { get; init; }

    /// <summary>The last will of a client that left without DISCONNECT.</summary>
    public bool IsWill { get; init; }
}
