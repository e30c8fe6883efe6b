using System.Buffers;
using MQTTnet.Protocol;
using WardGrid.Server.Devices;
using WardGrid.Server.Mqtt;
using WardGrid.Server.Settings;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Server.Demo;

/// <summary>
/// A ward of simulated monitors that connect to the server as every other device does: over MQTT sockets.
/// </summary>
public sealed class DemoWard(
    DemoSettings demo,
    MqttListener listener,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<DemoWard> log
) : BackgroundService
{
    private const string Site = "demo";

    private const string Ward = "demo-ward";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested)
            return;
        log.LogInformation("{Beds} simulated monitors connect to port {Port}", demo.Beds, listener.Port);
        // The devices disconnect before the services stop.
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(
            stoppingToken,
            lifetime.ApplicationStopping
        );
        await Task.WhenAll(Enumerable.Range(1, demo.Beds).Select(bed => RunAsync(bed, leaving.Token)));
    }

    private async Task RunAsync(int bed, CancellationToken stop)
    {
        var device = $"bed-{bed}";
        var scenario = Scenarios.Ward[(bed - 1) % Scenarios.Ward.Length];
        var options = new MqttConnectionOptions
        {
            Host = "localhost",
            Port = listener.Port,
            ClientId = $"demo-{device}",
            UserName = MqttDeviceServer.DemoUser,
            Password = "",
        };
        await using var client = new ReconnectingMqttClient(options, clock: clock);
        await client.ConnectAsync(stop);

        var start = clock.GetUtcNow();
        var birth = new DeviceBirth(
            (uint)start.ToUnixTimeSeconds(),
            $"Simulated monitor, {scenario.Name}",
            $"demo-{bed}",
            SimulatedMonitor.UsualChannels
        );
        var monitor = new SimulatedMonitor((ulong)bed, scenario, birth, start.ToUnixTimeMilliseconds() * 1000);
        var payload = new ArrayBufferWriter<byte>(4096);
        while (!stop.IsCancellationRequested)
        {
            var wait = start + TimeSpan.FromSeconds(monitor.DueSeconds) - clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, stop);
            payload.ResetWrittenCount();
            var kind = monitor.Next(payload);
            var qos = kind is MessageKind.Wave or MessageKind.Numerics
                ? MqttQualityOfServiceLevel.AtMostOnce
                : MqttQualityOfServiceLevel.AtLeastOnce;
            await client.PostAsync(
                new DeviceTopic(Site, Ward, device, kind).ToString(),
                payload.WrittenMemory,
                qos,
                retain: kind == MessageKind.Birth,
                stop
            );
        }
    }
}
