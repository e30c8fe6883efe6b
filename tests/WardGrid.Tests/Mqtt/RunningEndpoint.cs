using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WardGrid.Mqtt;
using WardGrid.Mqtt.Client;
using WardGrid.Mqtt.Endpoint;

namespace WardGrid.Tests.Mqtt;

/// <summary>The real endpoint on a free port of this machine.</summary>
internal sealed class RunningEndpoint : IAsyncDisposable
{
    private readonly MqttListener _listener;

    private RunningEndpoint(MqttEndpoint endpoint, DeviceHost host, MqttListener listener) => (Endpoint, Host, _listener) = (endpoint, host, listener);

    public MqttEndpoint Endpoint { get; }

    public DeviceHost Host { get; }

    public int Port => _listener.Port;

    public int TlsPort => _listener.TlsPort;

    public static async Task<RunningEndpoint> StartAsync(Action<MqttEndpointOptions>? change = null)
    {
        var options = new MqttEndpointOptions { Address = IPAddress.Loopback, Port = 0, TlsPort = 0 };
        change?.Invoke(options);
        var host = new DeviceHost();
        var endpoint = new MqttEndpoint(options, host, host);
        var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var listener = new MqttListener(endpoint, services, NullLoggerFactory.Instance);
        await listener.StartAsync(TestContext.Current.CancellationToken);
        return new(endpoint, host, listener);
    }

    /// <summary>The options of a device that the host lets in.</summary>
    public MqttClientOptions Device(string clientId = "device", MqttVersion version = MqttVersion.V500) => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        ClientId = clientId,
        UserName = clientId,
        Password = "right",
        Version = version,
        FirstPause = TimeSpan.FromMilliseconds(20),
    };

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAsync(CancellationToken.None);
        _listener.Dispose();
        Endpoint.Dispose();
    }
}
