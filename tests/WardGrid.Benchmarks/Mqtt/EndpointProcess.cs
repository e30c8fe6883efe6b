using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WardGrid.Mqtt;
using WardGrid.Mqtt.Endpoint;

namespace WardGrid.Benchmarks.Mqtt;

/// <summary>The endpoint in a process of its own, with a host that only counts.</summary>
internal sealed class EndpointProcess : IMqttTarget
{
    private readonly Process _process;

    private EndpointProcess(Process process, int port) => (_process, Port) = (process, port);

    public string Name => "WardGrid endpoint";

    public int Port { get; }

    /// <summary>The child's main: prints its port, then its count of messages for every line that it reads.</summary>
    public static async Task ServeAsync()
    {
        using var endpoint = new MqttEndpoint(new() { Address = IPAddress.Loopback, Port = 0, ReceiveMaximum = 1024 }, new CountingHost());
        using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var listener = new MqttListener(endpoint, services, NullLoggerFactory.Instance);
        await listener.StartAsync(CancellationToken.None);
        Console.WriteLine(listener.Port);
        while (await Console.In.ReadLineAsync() is not null)
            Console.WriteLine($"{endpoint.Counters.Received(QualityOfService.AtMostOnce) + endpoint.Counters.Received(QualityOfService.AtLeastOnce)}");
        await listener.StopAsync(CancellationToken.None);
    }

    public static async Task<EndpointProcess> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(EndpointProcess).Assembly.Location);
        start.ArgumentList.Add("mqtt");
        start.ArgumentList.Add("serve");
        var process = Process.Start(start)!;
        return new(process, int.Parse((await process.StandardOutput.ReadLineAsync())!));
    }

    public async Task<long> ReceivedAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        return long.Parse((await _process.StandardOutput.ReadLineAsync())!);
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
        public ValueTask<MqttAdmission> AdmitAsync(MqttCredentials credentials, CancellationToken cancellation) => new(MqttAdmission.Accept());

        public bool MayPublish(MqttPeer peer, string topic) => true;

        public bool MaySubscribe(MqttPeer peer, string filter) => true;

        public ValueTask<ReasonCode> AcceptAsync(MqttPeer from, in MqttMessage message) => new(ReasonCode.Success);
    }
}
