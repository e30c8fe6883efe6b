namespace WardGrid.Server.Mqtt;

/// <summary>Is called when clients connect and leave, and for every refusal with its reason.</summary>
/// <remarks>Called while the connection waits: return quickly and do not throw.</remarks>
public interface IMqttObserver
{
    void Connected(MqttPeer peer);

    /// <summary>A client that was admitted has left.</summary>
    void Disconnected(MqttPeer peer, ReasonCode reason, string detail);

    /// <summary>
    /// A connection, a message or a subscription was refused, or a connection ended for breaking a rule.
    /// </summary>
    void Refused(in MqttRefusal refusal);
}

/// <summary>One refusal, with what the biomedical engineer needs to find the device and the cause.</summary>
/// <param name="Detail">The reason in words.</param>
/// <param name="RemoteAddress">The address and port of the connection's other end.</param>
/// <param name="ClientId">Null if no CONNECT was read.</param>
/// <param name="Topic">The topic or filter, if the refusal is about one.</param>
public readonly record struct MqttRefusal(
    ReasonCode Reason,
    string Detail,
    string RemoteAddress,
    string? ClientId,
    string? UserName,
    string? Topic
);
