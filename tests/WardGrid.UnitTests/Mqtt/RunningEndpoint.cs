using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet.Formatter;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>The real endpoint on a free port of this machine, registered as a program registers it.</summary>
internal sealed class RunningEndpoint : IAsyncDisposable
{
    private readonly WebApplication _program;
    private readonly MqttListener _listener;

    private RunningEndpoint(WebApplication program, DeviceHost host)
    {
        (_program, Host) = (program, host);
        _listener = program.Services.GetRequiredService<MqttListener>();
    }

    public MqttEndpoint Endpoint => _program.Services.GetRequiredService<MqttEndpoint>();

    public DeviceHost Host { get; }

    public int Port => _listener.Port;

    public int TlsPort => _listener.TlsPort;

    public static async Task<RunningEndpoint> StartAsync(Action<MqttEndpointOptions>? change = null)
    {
        var options = new MqttEndpointOptions
        {
            Address = IPAddress.Loopback,
            Port = 0,
            TlsPort = 0,
        };
        change?.Invoke(options);
        var host = new DeviceHost();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMqttHost>(host).AddSingleton<IMqttObserver>(host).AddMqttEndpoint(options);
        var program = builder.Build();
        var running = new RunningEndpoint(program, host);
        await running._listener.StartAsync(TestContext.Current.CancellationToken);
        return running;
    }

    /// <summary>The options of a device that the host lets in.</summary>
    public MqttConnectionOptions Device(
        string clientId = "device",
        MqttProtocolVersion version = MqttProtocolVersion.V500
    ) =>
        new()
        {
            Host = "127.0.0.1",
            Port = Port,
            ClientId = clientId,
            UserName = clientId,
            Password = "right",
            Version = version,
            FirstPause = TimeSpan.FromMilliseconds(20),
        };

    /// <summary>Tells the program to stop, as a signal does; nothing has stopped yet when it returns.</summary>
    public void TellToStop() => _program.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAsync(CancellationToken.None);
        await _program.DisposeAsync();
    }
}
