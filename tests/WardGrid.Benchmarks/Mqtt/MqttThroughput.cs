using System.Diagnostics;
using System.Globalization;
using MQTTnet.Protocol;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Benchmarks.Mqtt;

/// <summary>
/// How many publishes of 450 bytes per second reach the other side, beside Mosquitto in the same run.
/// </summary>
/// <remarks>
/// 50 devices publish as fast as they are let; a round ends when the last message has arrived, so nothing may be lost.
/// Generator and server share the machine's cores. Rounds alternate between the targets; the best of each is reported,
/// since the others were disturbed by something else. <c>mqtt [messages per round] [rounds]</c>; writes Markdown to the
/// standard output.
/// </remarks>
internal static class MqttThroughput
{
    private const int Devices = 50;
    private const int PayloadBytes = 450;

    /// <summary>After it a message is lost, and the round would never end: no figure then.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(string[] args)
    {
        var messages = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 500_000;
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        var targets = new List<IMqttTarget> { await EndpointProcess.StartAsync() };
        if (MosquittoProcess.Program is null)
            await Console.Error.WriteLineAsync("mosquitto is not installed: no comparison");
        else
            targets.Add(await MosquittoProcess.StartAsync());

        Console.WriteLine(
            $"| target | QoS | {Devices} devices, {PayloadBytes} B, messages/s | of Mosquitto | server cores "
                + "| messages per server core and second | server B allocated per message |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var qos in new[] { MqttQualityOfServiceLevel.AtMostOnce, MqttQualityOfServiceLevel.AtLeastOnce })
        {
            var best = new Dictionary<IMqttTarget, Round>();
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var target in targets)
                {
                    var result = await RoundAsync(target, qos, round == 0 ? messages / 5 : messages);
                    // The first round warms up.
                    if (round > 0 && (!best.TryGetValue(target, out var before) || result.PerSecond > before.PerSecond))
                        best[target] = result;
                }
            }

            foreach (var (target, result) in best)
                Console.WriteLine(Row(target, qos, result, best[targets[^1]]));
        }

        foreach (var target in targets)
            await target.DisposeAsync();
    }

    private static string Row(IMqttTarget target, MqttQualityOfServiceLevel qos, Round result, Round mosquitto)
    {
        var allocated = result.AllocatedPerMessage?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {target.Name} | {(int)qos} | {result.PerSecond:N0} | {result.PerSecond / mosquitto.PerSecond:0.00} "
                + $"| {result.ServerCores:0.00} | {result.PerSecond / result.ServerCores:N0} | {allocated} |"
        );
    }

    private static async Task<Round> RoundAsync(IMqttTarget target, MqttQualityOfServiceLevel qos, int messages)
    {
        var devices = await Task.WhenAll(Enumerable.Range(0, Devices).Select(i => ConnectAsync(target.Port, i)));
        var each = messages / Devices;
        var expected = await target.ReceivedAsync() + (each * Devices);
        var used = target.ProcessorTime;
        var allocated = target.AllocatedBytes;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(devices.Select((device, i) => Task.Run(() => PublishAsync(device, i, qos, each))));
        while (await target.ReceivedAsync() < expected)
        {
            if (watch.Elapsed > LongestRound)
                throw new TimeoutException($"only {await target.ReceivedAsync()} of {expected} messages came");
            await Task.Delay(1);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        used = target.ProcessorTime - used;
        foreach (var device in devices)
            await device.DisposeAsync();
        return new(
            each * Devices / seconds,
            used.TotalSeconds / seconds,
            (target.AllocatedBytes - allocated) / (double)(each * Devices)
        );
    }

    private static async Task<ReconnectingMqttClient> ConnectAsync(int port, int number)
    {
        var device = new ReconnectingMqttClient(
            new()
            {
                Host = "127.0.0.1",
                Port = port,
                ClientId = $"device-{number}",
                InFlight = 256,
            }
        );
        await device.ConnectAsync();
        return device;
    }

    private static async Task PublishAsync(
        ReconnectingMqttClient device,
        int number,
        MqttQualityOfServiceLevel qos,
        int messages
    )
    {
        var topic = $"wg/v1/bench/ward/device-{number}/wave";
        var payload = new byte[PayloadBytes];
        for (var i = 0; i < messages; i++)
            await device.PostAsync(topic, payload, qos);
        await device.DrainAsync();
    }

    private readonly record struct Round(double PerSecond, double ServerCores, double? AllocatedPerMessage);
}
