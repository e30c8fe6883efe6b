using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;

namespace WardGrid.Benchmarks.Mqtt;

/// <summary>The endpoint in a process of its own, with a host that only counts.</summary>
internal sealed class EndpointProcess : IMqttTarget
{
    private readonly Process _process;

    private EndpointProcess(Process process, int port) => (_process, Port) = (process, port);

    public string Name => "WardGrid endpoint";

    public int Port { get; }

    /// <summary>
    /// The child's main: prints its port, then its count of messages and its bytes allocated for
    /// every line that it reads.
    /// </summary>
    public static async Task ServeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder
            .Services.AddSingleton<IMqttHost, CountingHost>()
            .AddMqttEndpoint(
                new()
                {
                    Address = IPAddress.Loopback,
                    Port = 0,
                    ReceiveMaximum = 1024,
                }
            );
        await using var program = builder.Build();
        var endpoint = program.Services.GetRequiredService<MqttEndpoint>();
        var listener = program.Services.GetRequiredService<MqttListener>();
        await listener.StartAsync(CancellationToken.None);
        Console.WriteLine(listener.Port);
        while (await Console.In.ReadLineAsync() is not null)
        {
            var received =
                endpoint.Counters.Received(MqttQualityOfServiceLevel.AtMostOnce)
                + endpoint.Counters.Received(MqttQualityOfServiceLevel.AtLeastOnce);
            Console.WriteLine($"{received} {GC.GetTotalAllocatedBytes()}");
        }
        await listener.StopAsync(CancellationToken.None);
    }

    public static async Task<EndpointProcess> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(EndpointProcess).Assembly.Location);
        start.ArgumentList.Add("mqtt");
        start.ArgumentList.Add("serve");
        var process = Process.Start(start)!;
        return new(process, int.Parse((await process.StandardOutput.ReadLineAsync())!));
    }

    public long? AllocatedBytes { get; private set; }

    public async Task<long> ReceivedAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        var counts = (await _process.StandardOutput.ReadLineAsync())!.Split(' ');
        AllocatedBytes = long.Parse(counts[1]);
        return long.Parse(counts[0]);
    }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private sealed class CountingHost : IMqttHost
    {
        public ValueTask<MqttAdmission> AdmitAsync(MqttCredentials credentials, CancellationToken cancellation) =>
            new(MqttAdmission.Accept());

        public bool OpenTopic(MqttPeer peer, string topic) => true;

        public bool MaySubscribe(MqttPeer peer, string filter) => true;

        public ValueTask<ReasonCode> AcceptAsync(MqttPeer from, in MqttMessage message) => new(ReasonCode.Success);
    }
}
