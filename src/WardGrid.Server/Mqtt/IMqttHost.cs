using MQTTnet.Formatter;

namespace WardGrid.Server.Mqtt;

/// <summary>
/// What the endpoint asks of the program it runs in: who may connect, what they may do, and to take their messages.
/// </summary>
/// <remarks>Called from many connections at once; the calls about one connection come one after the other.</remarks>
public interface IMqttHost
{
    /// <summary>Says whether a client is let in. An exception refuses it as "server unavailable".</summary>
    ValueTask<MqttAdmission> AdmitAsync(MqttCredentials credentials, CancellationToken cancellation);

    /// <summary>
    /// Says whether a client may publish to a topic; asked once per connection and topic, and for its last will.
    /// </summary>
    bool MayPublish(MqttPeer peer, string topic);

    /// <summary>Says whether a client may listen to a filter, which may hold wildcards.</summary>
    bool MaySubscribe(MqttPeer peer, string filter);

    /// <summary>Takes one message; the acknowledgement of QoS 1 and 2 waits for the returned task.</summary>
    /// <remarks>
    /// Called in order of arrival per connection, also while earlier tasks are not complete. The payload is lent until
    /// this method returns (see <see cref="MqttMessage"/>). A refusal (0x80 or above) is told to 5.0 clients in the
    /// acknowledgement; a 3.1.1 client cannot be told and is acknowledged, since it would otherwise repeat the message
    /// for ever. An exception ends the connection without acknowledgement, so that the device sends the message again.
    /// </remarks>
    ValueTask<ReasonCode> AcceptAsync(MqttPeer from, in MqttMessage message);
}

/// <summary>What a client says of itself when it connects.</summary>
/// <param name="Password">Its bytes as sent; null where none was.</param>
public sealed record MqttCredentials(string ClientId, string? UserName, byte[]? Password, string RemoteAddress);

/// <summary>Whether a client is let in, and as whom.</summary>
/// <param name="Reason"><see cref="ReasonCode.Success"/>, or why not.</param>
/// <param name="Identity">The host's own object for the client, found again as <see cref="MqttPeer.Identity"/>.</param>
/// <param name="Detail">Why not, in words for the engineer's list of refusals; never sent to the client.</param>
public readonly record struct MqttAdmission(ReasonCode Reason, object? Identity = null, string? Detail = null)
{
    public static MqttAdmission Accept(object? identity = null) => new(ReasonCode.Success, identity);

    public static MqttAdmission Refuse(ReasonCode reason, string detail) => new(reason, null, detail);
}

/// <summary>A client that was let in.</summary>
public sealed record MqttPeer(
    string ClientId,
    string? UserName,
    string RemoteAddress,
    MqttProtocolVersion Version,
    object? Identity,
    DateTimeOffset ConnectedAt
);
