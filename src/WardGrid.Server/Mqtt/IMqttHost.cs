using MQTTnet.Formatter;

namespace WardGrid.Server.Mqtt;

/// <summary>The program behind the endpoint: it admits clients, allows topics and accepts messages.</summary>
/// <remarks>Called from many connections at once. The calls of one connection come one after the other.</remarks>
public interface IMqttHost
{
    /// <summary>Decides whether a client is admitted. An exception refuses it as "server unavailable".</summary>
    ValueTask<MqttAdmission> AdmitAsync(MqttCredentials credentials, CancellationToken cancellation);

    /// <summary>
    /// Opens a topic to a client for publishing; false, and noted by the host, if the client may not. Called once per
    /// connection and topic, and for its last will.
    /// </summary>
    bool OpenTopic(MqttPeer peer, string topic);

    /// <summary>Decides whether a client may subscribe to a filter, which can have wildcards.</summary>
    bool MaySubscribe(MqttPeer peer, string filter);

    /// <summary>Accepts one message; the acknowledgement of QoS 1 and 2 waits for the returned task.</summary>
    /// <remarks>
    /// Called in order of arrival per connection, also while earlier tasks are not complete. The payload is valid until
    /// this method returns (see <see cref="MqttMessage"/>). A 5.0 client gets a refusal (0x80 or above) in the
    /// acknowledgement. A 3.1.1 client gets a normal acknowledgement, because it would repeat the message for ever. An
    /// exception ends the connection without acknowledgement, so that the device sends the message again.
    /// </remarks>
    ValueTask<ReasonCode> AcceptAsync(MqttPeer from, in MqttMessage message);
}

/// <summary>The credentials in a client's CONNECT.</summary>
/// <param name="Password">The bytes as sent; null if there were none.</param>
/// <param name="CertificateName">The common name of the client's certificate, which TLS has checked; empty if the
/// certificate does not have exactly one, null if there was no certificate.</param>
public sealed record MqttCredentials(
    string ClientId,
    string? UserName,
    byte[]? Password,
    string RemoteAddress,
    string? CertificateName = null
);

/// <summary>Whether a client is admitted, and as whom.</summary>
/// <param name="Reason"><see cref="ReasonCode.Success"/>, or why not.</param>
/// <param name="Identity">The host's own object for the client, later in <see cref="MqttPeer.Identity"/>.</param>
/// <param name="Detail">The reason in words, for the engineer's list of refusals; never sent to the client.</param>
public readonly record struct MqttAdmission(ReasonCode Reason, object? Identity = null, string? Detail = null)
{
    public static MqttAdmission Accept(object? identity = null) => new(ReasonCode.Success, identity);

    public static MqttAdmission Refuse(ReasonCode reason, string detail) => new(reason, null, detail);
}

/// <summary>A client that was admitted.</summary>
/// <param name="Endpoint">The endpoint it is connected to, which publishes to what it subscribes to.</param>
public sealed record MqttPeer(
    MqttEndpoint Endpoint,
    string ClientId,
    string? UserName,
    string RemoteAddress,
    MqttProtocolVersion Version,
    object? Identity,
    DateTimeOffset ConnectedAt
)
{
    /// <summary>Seconds of silence that the client promised not to exceed; 0: it promised nothing.</summary>
    public ushort KeepAliveSeconds { get; init; }
}
