using System.Net;
using System.Security.Cryptography.X509Certificates;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Mqtt;

/// <summary>Where the endpoint listens, and the bounds of everything it holds.</summary>
public sealed class MqttEndpointOptions
{
    public IPAddress Address { get; set; } = IPAddress.IPv6Any;

    /// <summary>Port without TLS; 0 takes a free one, null does not listen.</summary>
    public int? Port { get; set; } = 1883;

    /// <summary>Port with TLS, used when there is a certificate; 0 takes a free one.</summary>
    public int TlsPort { get; set; } = 8883;

    public X509Certificate2? Certificate { get; set; }

    /// <summary>Where the certificate was read from, to read it again when it is renewed; null: it stays.</summary>
    public CertificateFile? CertificateFile { get; set; }

    /// <summary>Certificates between the endpoint's own and its authority, sent to devices.</summary>
    public X509Certificate2Collection CertificateChain { get; set; } = [];

    /// <summary>The authorities whose certificates let devices in over TLS; empty: passwords only.</summary>
    public X509Certificate2Collection ClientAuthorities { get; set; } = [];

    /// <summary>The most connections at a time; the next one is refused as "server busy".</summary>
    public int MaximumConnections { get; set; } = 10_000;

    /// <summary>
    /// Bytes of the largest packet that is accepted. A wave bundle of 12 channels at 1 kHz and 1 s is 24 kB.
    /// </summary>
    public int MaximumPacketSize { get; set; } = 256 * 1024;

    /// <summary>
    /// The most messages of one connection that the host has not accepted yet; also MQTT 5.0's Receive Maximum.
    /// </summary>
    public ushort ReceiveMaximum { get; set; } = 256;

    public ushort TopicAliasMaximum { get; set; } = 16;

    /// <summary>How long a connection may stay without CONNECT.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a packet may stay unfinished, and how long a client may leave its data unread.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public int MaximumSubscriptionsPerSession { get; set; } = 32;

    /// <summary>The most QoS 1 messages that wait for one subscriber.</summary>
    public int MaximumQueuedPerSession { get; set; } = 1_000;

    /// <summary>The most unacknowledged QoS 1 messages to one subscriber, if it does not ask for fewer.</summary>
    public int MaximumInFlightPerSession { get; set; } = 64;

    /// <summary>
    /// The most bytes that wait to be sent to one client. Beyond it QoS 0 is dropped and the client's packets are not
    /// read.
    /// </summary>
    public int MaximumOutboundBytes { get; set; } = 1024 * 1024;

    /// <summary>Refuses settings that cannot work, and names the setting.</summary>
    public void Validate()
    {
        Require(Port is null or (>= 0 and <= 65_535), nameof(Port), "a port is 0 to 65535");
        Require(TlsPort is >= 0 and <= 65_535, nameof(TlsPort), "a port is 0 to 65535");
        Require(MaximumConnections > 0, nameof(MaximumConnections), "at least 1");
        Require(MaximumPacketSize is >= 1024 and <= 268_435_455, nameof(MaximumPacketSize), "1024 bytes to 256 MB");
        Require(ReceiveMaximum > 0, nameof(ReceiveMaximum), "at least 1");
        Require(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), "longer than zero");
        Require(StallTimeout > TimeSpan.Zero, nameof(StallTimeout), "longer than zero");
        Require(MaximumInFlightPerSession is > 0 and <= 65_535, nameof(MaximumInFlightPerSession), "1 to 65535");
        Require(MaximumOutboundBytes >= 4096, nameof(MaximumOutboundBytes), "at least 4096 bytes");
    }

    private static void Require(bool holds, string setting, string rule)
    {
        if (!holds)
            throw new ArgumentException($"Mqtt:{setting}: {rule}");
    }
}
