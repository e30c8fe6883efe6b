using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace WardGrid.Simulation.Bedside;

/// <summary>The server, the credentials and the timing of a client's connection.</summary>
public sealed record MqttConnectionOptions
{
    /// <summary>Bytes of the socket's buffers. The births of a ward fill MQTTnet's usual 8 kB.</summary>
    private const int SocketBuffer = 64 * 1024;

    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 1883;

    public MqttProtocolVersion Version { get; init; } = MqttProtocolVersion.V500;

    /// <summary>Empty: the server gives one.</summary>
    public string ClientId { get; init; } = "";

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>
    /// Whether to begin without an earlier session; false keeps subscriptions and QoS 1 messages on the server.
    /// </summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>MQTT 5.0: seconds that the session outlives its connection.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>
    /// Seconds, at least 1. A ping is sent after every half of it, and the connection ends if the server is silent for
    /// all of it.
    /// </summary>
    public ushort KeepAliveSeconds { get; init; } = 30;

    public WillMessage? Will { get; init; }

    /// <summary>TLS with these settings; null: none.</summary>
    public MqttClientTlsOptions? Tls { get; init; }

    /// <summary>The most unacknowledged QoS 1 publishes, 1 to 65535; the server may allow fewer.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>
    /// The most messages that the handler has not accepted yet; a 5.0 server gets it as Receive Maximum.
    /// </summary>
    public ushort ReceiveMaximum { get; init; } = 1024;

    public int MaximumPacketSize { get; init; } = 1024 * 1024;

    /// <summary>Time for the TCP connection, TLS and CONNACK together, and for SUBACK.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before connecting again; it doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The address, with the user but never the password, so that it may be printed and logged.</summary>
    public override string ToString()
    {
        var scheme = Tls is null ? "mqtt" : "mqtts";
        var user = UserName is null ? "" : $"{UserName}@";
        return $"{scheme}://{user}{Host}:{Port}";
    }

    /// <summary>Reads <c>mqtt://[user:password@]host[:1883]</c> or <c>mqtts://...[:8883]</c>.</summary>
    /// <exception cref="FormatException">It is not such an address.</exception>
    public static MqttConnectionOptions FromAddress(string address)
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("mqtt" or "mqtts")
            || uri.Host.Length == 0
        )
            throw new FormatException(
                $"'{address}' is no broker address; write mqtt://[user:password@]host[:port] or mqtts://..."
            );
        var secure = uri.Scheme == "mqtts";
        var user = uri.UserInfo.Split(':', 2);
        var usual = secure ? 8883 : 1883;
        return new()
        {
            Host = uri.IdnHost,
            Port = uri.Port > 0 ? uri.Port : usual,
            UserName = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Tls = secure ? TlsTo(uri.IdnHost) : null,
        };
    }

    /// <summary>
    /// TLS to a server of this name with the defaults of .NET: the system's protocols and trusted roots, without a
    /// revocation check.
    /// </summary>
    public static MqttClientTlsOptions TlsTo(string host) =>
        new()
        {
            UseTls = true,
            TargetHost = host,
            SslProtocol = System.Security.Authentication.SslProtocols.None,
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };

    /// <summary>The same as options of MQTTnet.</summary>
    internal MqttClientOptions ToClientOptions()
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(Host, Port)
            .WithTlsOptions(Tls ?? new() { UseTls = false })
            .WithProtocolVersion(Version)
            .WithClientId(ClientId)
            .WithCleanStart(CleanStart)
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(KeepAliveSeconds))
            .WithTimeout(AnswerTimeout)
            .WithoutPacketFragmentation();
        if (UserName is not null)
            builder.WithCredentials(UserName, Password);
        if (Version == MqttProtocolVersion.V500)
            builder
                .WithSessionExpiryInterval(SessionExpirySeconds)
                .WithReceiveMaximum(ReceiveMaximum)
                .WithMaximumPacketSize((uint)MaximumPacketSize);
        if (Will is not null)
            AddWill(builder, Will);
        var options = builder.Build();
        var tcp = (MqttClientTcpOptions)options.ChannelOptions;
        tcp.BufferSize = SocketBuffer;
        // MQTTnet resets the connection when it closes it, and DISCONNECT could be lost.
        tcp.LingerState = new LingerOption(false, 0);
        return options;
    }

    private static void AddWill(MqttClientOptionsBuilder builder, WillMessage will)
    {
        builder
            .WithWillTopic(will.Topic)
            .WithWillPayload(will.Payload.ToArray())
            .WithWillRetain(will.Retain)
            .WithWillQualityOfServiceLevel(will.QoS);
        if (will.DelaySeconds > 0)
            builder.WithWillDelayInterval(will.DelaySeconds);
    }
}
