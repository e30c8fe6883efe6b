using System.Net.Security;
using WardGrid.Mqtt.Packets;

namespace WardGrid.Mqtt.Client;

/// <summary>Whom a client connects to, as whom, and how persistently.</summary>
public sealed record MqttClientOptions
{
    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 1883;

    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>Empty: the server gives one.</summary>
    public string ClientId { get; init; } = "";

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>Begin without what an earlier session left; false keeps subscriptions and QoS 1 messages on the server meanwhile.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>MQTT 5.0: seconds that the session outlives its connection.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>Seconds, at least 1; a ping goes out every half of it, and a server silent for one and a half times it is given up.</summary>
    public ushort KeepAliveSeconds { get; init; } = 30;

    public WillMessage? Will { get; init; }

    /// <summary>TLS with these settings; null: none.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>QoS 1 publishes under way at a time, 1 to 65535; the server may allow fewer.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>Messages that the handler may hold unaccepted; told to a 5.0 server as receive maximum.</summary>
    public ushort ReceiveMaximum { get; init; } = 1024;

    public int MaximumPacketSize { get; init; } = 1024 * 1024;

    /// <summary>Bytes read at a time; a thousand devices in one process want few, a consumer of a whole hospital many.</summary>
    public int ReceiveBuffer { get; init; } = 4096;

    /// <summary>Bytes that wait to be sent before publishing waits too.</summary>
    public int MaximumOutboundBytes { get; init; } = 256 * 1024;

    /// <summary>Time for the TCP connection, TLS and CONNACK together, and for SUBACK.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before connecting again; it doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The address, with the user but never the password, so that it may be printed and logged.</summary>
    public override string ToString() => $"{(Tls is null ? "mqtt" : "mqtts")}://{(UserName is null ? "" : $"{UserName}@")}{Host}:{Port}";

    /// <summary>Reads <c>mqtt://[user:password@]host[:1883]</c> or <c>mqtts://...[:8883]</c>.</summary>
    /// <exception cref="FormatException">It is no such address.</exception>
    public static MqttClientOptions FromAddress(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("mqtt" or "mqtts") || uri.Host.Length == 0)
            throw new FormatException($"'{address}' is no broker address; write mqtt://[user:password@]host[:port] or mqtts://...");
        var secure = uri.Scheme == "mqtts";
        var user = uri.UserInfo.Split(':', 2);
        return new()
        {
            Host = uri.IdnHost,
            Port = uri.Port > 0 ? uri.Port : secure ? 8883 : 1883,
            UserName = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Tls = secure ? new() { TargetHost = uri.IdnHost } : null,
        };
    }
}
