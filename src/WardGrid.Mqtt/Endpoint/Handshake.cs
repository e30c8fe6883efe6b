using WardGrid.Mqtt.Packets;
using WardGrid.Mqtt.Sessions;

namespace WardGrid.Mqtt.Endpoint;

/// <summary>From CONNECT to CONNACK: admission by the host, the session, the terms.</summary>
internal sealed class Handshake(MqttEndpoint endpoint, MqttConnection connection)
{
    /// <summary>The longest client identifier taken, in characters.</summary>
    public const int LongestClientId = 256;

    /// <summary>Admits the client and answers it.</summary>
    /// <exception cref="MqttProtocolException">It is refused; the caller answers with the reason.</exception>
    public async Task<(MqttPeer Peer, MqttSession Session)> AcceptAsync(ConnectPacket connect, CancellationToken cancellation)
    {
        if (connect.AuthenticationMethod is { } method)
            throw new MqttProtocolException(ReasonCode.BadAuthenticationMethod, $"the extended authentication {method} is not offered");
        if (connect.ClientId.Length > LongestClientId)
            throw new MqttProtocolException(ReasonCode.ClientIdentifierNotValid, $"the client identifier is longer than {LongestClientId} characters");

        var clientId = connect.ClientId.Length > 0 ? connect.ClientId : $"given-{Guid.NewGuid():N}";
        var identity = await AdmitAsync(connect, clientId, cancellation).ConfigureAwait(false);
        var peer = new MqttPeer(clientId, connect.UserName, connection.RemoteAddress, connect.Version, identity, endpoint.Clock.GetUtcNow());
        if (connect.Will is { } will && !endpoint.Host.MayPublish(peer, will.Topic))
            throw new MqttProtocolException(ReasonCode.NotAuthorised, $"the last will's topic {will.Topic} is not one that the device may publish to");

        connection.Peer = peer;
        var (session, resumed) = await endpoint.Sessions.AttachAsync(connection, connect, clientId, cancellation).ConfigureAwait(false);
        connection.Outbound.MaximumPacketSize = connect.MaximumPacketSize;
        endpoint.Observer?.Connected(peer);
        connection.Outbound.Append(Answer(connect, clientId, resumed));
        if (resumed)
            session.Resume();
        connection.Outbound.Flush();
        return (peer, session);
    }

    private async ValueTask<object?> AdmitAsync(ConnectPacket connect, string clientId, CancellationToken cancellation)
    {
        MqttAdmission admission;
        try
        {
            admission = await endpoint.Host.AdmitAsync(new(clientId, connect.UserName, connect.Password, connection.RemoteAddress), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            throw new MqttProtocolException(ReasonCode.ServerUnavailable, $"whether the device is known could not be found out: {e.Message}");
        }

        if (admission.Reason.IsRefusal())
            throw new MqttProtocolException(admission.Reason, admission.Detail ?? "the device is not let in");
        return admission.Identity;
    }

    private ConnAckPacket Answer(ConnectPacket connect, string clientId, bool resumed)
    {
        var longest = (uint)endpoint.Options.MaximumSessionExpiry.TotalSeconds;
        return new(ReasonCode.Success, resumed)
        {
            ReceiveMaximum = endpoint.Options.ReceiveMaximum,
            MaximumPacketSize = (uint)endpoint.Options.MaximumPacketSize,
            TopicAliasMaximum = endpoint.Options.TopicAliasMaximum,
            AssignedClientId = connect.ClientId.Length == 0 ? clientId : null,
            SessionExpirySeconds = connect.SessionExpirySeconds > longest ? longest : null,
        };
    }
}
