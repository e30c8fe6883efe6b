using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Mqtt;

/// <summary>Handles CONNECT up to CONNACK: admission by the host, the client identifier, the limits.</summary>
internal sealed class Handshake(MqttEndpoint endpoint, GuardedChannel channel)
{
    /// <summary>The longest client identifier that is accepted, in characters.</summary>
    public const int LongestClientId = 256;

    /// <summary>CONNACK with return code 1 in the form of 3.1.1, for a peer whose protocol is not known.</summary>
    public static ReadOnlySpan<byte> VersionNotSpoken => [0x20, 2, 0, 1];

    /// <summary>Admits the client.</summary>
    /// <exception cref="MqttProtocolException">It is refused; the caller answers with the reason.</exception>
    public async Task<MqttPeer> AcceptAsync(MqttConnectPacket connect, CancellationToken cancellation)
    {
        Check(connect);
        var will = connect.WillFlag ? LastWill.Of(connect) : null;
        var clientId = connect.ClientId.Length > 0 ? connect.ClientId : $"given-{Guid.NewGuid():N}";
        var certified = CheckedName();
        var identity = await AdmitAsync(connect, clientId, certified, cancellation).ConfigureAwait(false);
        var version = channel.PacketFormatterAdapter.ProtocolVersion;
        var peer = new MqttPeer(
            endpoint,
            clientId,
            connect.Username ?? certified,
            channel.RemoteAddress,
            version,
            identity,
            endpoint.Clock.GetUtcNow()
        )
        {
            KeepAliveSeconds = connect.KeepAlivePeriod,
        };
        if (will is not null && !endpoint.Host.OpenTopic(peer, will.Topic))
            throw Refused(
                ReasonCode.NotAuthorised,
                $"the last will's topic {will.Topic} is not one that the device may publish to"
            );

        channel.Peer = peer;
        await endpoint.Clients.AttachAsync(channel, cancellation).ConfigureAwait(false);
        channel.Will = will;
        channel.Outbound.MaximumPacketSize = connect.MaximumPacketSize == 0 ? uint.MaxValue : connect.MaximumPacketSize;
        return peer;
    }

    /// <summary>
    /// CONNECT as MQTTnet sees it: without will, session and keep-alive, because the channel handles all three.
    /// </summary>
    public static MqttConnectPacket ForServer(MqttConnectPacket connect, string clientId) =>
        new()
        {
            ClientId = clientId,
            CleanSession = true,
            Username = connect.Username,
            ReceiveMaximum = connect.ReceiveMaximum,
            MaximumPacketSize = connect.MaximumPacketSize,
        };

    /// <summary>Adds the channel's limits to MQTTnet's CONNACK.</summary>
    public static void AddTerms(
        MqttConnAckPacket welcome,
        MqttEndpointOptions options,
        MqttConnectPacket connect,
        string clientId
    )
    {
        welcome.ReceiveMaximum = options.ReceiveMaximum;
        welcome.MaximumPacketSize = (uint)options.MaximumPacketSize;
        welcome.TopicAliasMaximum = options.TopicAliasMaximum;
        welcome.SubscriptionIdentifiersAvailable = false;
        welcome.AssignedClientIdentifier = connect.ClientId.Length == 0 ? clientId : null;
        // No session outlives its connection. MQTTnet cannot write an expiry of zero, and without an expiry the
        // client's own would apply.
        welcome.SessionExpiryInterval = connect.SessionExpiryInterval > 0 ? 1u : 0;
    }

    public static MqttConnAckPacket Refusal(ReasonCode reason, string? words) =>
        new()
        {
            ReasonCode = (MqttConnectReasonCode)reason,
            ReturnCode = (MqttConnectReturnCode)reason.AsConnectReturnCode(),
            ReasonString = words,
            RetainAvailable = true,
            WildcardSubscriptionAvailable = true,
            MaximumQoS = MqttQualityOfServiceLevel.ExactlyOnce,
        };

    /// <summary>The name in the device's certificate; null if it showed none.</summary>
    private string? CheckedName()
    {
        if (channel.ClientCertificate is not { } shown)
            return null;
        var name = PeerCertificates.NameOf(shown);
        return endpoint.Revoked?.Include(shown) == true
            ? throw Refused(
                ReasonCode.BadUserNameOrPassword,
                $"the certificate of {name} (serial number {shown.SerialNumber}) is revoked"
            )
            : name;
    }

    private void Check(MqttConnectPacket connect)
    {
        if (connect.AuthenticationMethod is { Length: > 0 } method)
            throw Refused(ReasonCode.BadAuthenticationMethod, $"the extended authentication {method} is not offered");
        if (connect.ClientId.Length > LongestClientId)
            throw Refused(
                ReasonCode.ClientIdentifierNotValid,
                $"the client identifier is longer than {LongestClientId} characters"
            );
        PacketDecoder.CheckText(connect.ClientId);
        PacketDecoder.CheckText(connect.Username ?? "");
        var is311 = channel.PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V311;
        if (is311 && connect.ClientId.Length == 0 && !connect.CleanSession)
            throw Refused(ReasonCode.ClientIdentifierNotValid, "a session to be kept needs a client identifier");
    }

    private static MqttProtocolException Refused(ReasonCode reason, string why) => new(reason, why);

    private async ValueTask<object?> AdmitAsync(
        MqttConnectPacket connect,
        string clientId,
        string? certified,
        CancellationToken cancellation
    )
    {
        MqttAdmission admission;
        var credentials = new MqttCredentials(
            clientId,
            connect.Username,
            connect.Password,
            channel.RemoteAddress,
            certified
        );
        try
        {
            admission = await endpoint.Host.AdmitAsync(credentials, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            throw Refused(
                ReasonCode.ServerUnavailable,
                $"whether the device is known could not be found out: {e.Message}"
            );
        }

        if (admission.Reason.IsRefusal())
            throw Refused(admission.Reason, admission.Detail ?? "the device is not let in");
        return admission.Identity;
    }
}
