namespace WardGrid.Server.Mqtt;

/// <summary>The peer broke the protocol or a limit: the connection ends with this reason.</summary>
/// <remarks>The message is written for a biomedical engineer who looks at a device that will not connect.</remarks>
public sealed class MqttProtocolException(ReasonCode reason, string message) : Exception(message)
{
    public ReasonCode Reason { get; } = reason;

    internal static MqttProtocolException Malformed(string message) => new(ReasonCode.MalformedPacket, message);

    internal static MqttProtocolException Violation(string message) => new(ReasonCode.ProtocolError, message);
}
