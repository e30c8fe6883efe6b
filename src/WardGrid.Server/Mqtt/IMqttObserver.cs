namespace WardGrid.Server.Mqtt;

/// <summary>Hears who comes and goes, and every refusal with its reason.</summary>
/// <remarks>Called on the connection's own thread of work: return quickly and do not throw.</remarks>
public interface IMqttObserver
{
    void Connected(MqttPeer peer);

    /// <summary>A client that was let in has gone.</summary>
    void Disconnected(MqttPeer peer, ReasonCode reason, string detail);

    /// <summary>
    /// A connection, a message or a subscription was refused, or a connection ended for breaking a rule.
    /// </summary>
    void Refused(in MqttRefusal refusal);
}

/// <summary>One refusal, with what the biomedical engineer needs to find the device and the cause.</summary>
/// <param name="Detail">In words.</param>
/// <param name="RemoteAddress">Address and port that the connection came from.</param>
/// <param name="ClientId">Null where no CONNECT was read.</param>
/// <param name="Topic">The topic or filter, where the refusal is about one.</param>
public readonly record struct MqttRefusal(
    ReasonCode Reason,
    string Detail,
    string RemoteAddress,
    string? ClientId,
    string? UserName,
    string? Topic
);
