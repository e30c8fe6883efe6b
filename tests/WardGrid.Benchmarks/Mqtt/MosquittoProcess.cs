using System.Diagnostics;
using System.Net.Sockets;
using MQTTnet.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.UnitTests;

namespace WardGrid.Benchmarks.Mqtt;

/// <summary>Where the load goes.</summary>
internal interface IMqttTarget : IAsyncDisposable
{
    string Name { get; }

    int Port { get; }

    /// <summary>Processor time that the server has used.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>
    /// Bytes that a managed server has allocated up to the last <see cref="ReceivedAsync"/>; null
    /// where it is not managed.
    /// </summary>
    long? AllocatedBytes { get; }

    /// <summary>Messages that have arrived at the consumers.</summary>
    Task<long> ReceivedAsync();
}

/// <summary>Mosquitto, with WardGrid's consumer as its one subscriber.</summary>
internal sealed class MosquittoProcess : IMqttTarget
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly ReconnectingMqttClient _consumer;
    private long _received;

    private MosquittoProcess(Process process, string folder, int port)
    {
        (_process, _folder, Port) = (process, folder, port);
        _consumer = new(
            new()
            {
                Port = port,
                Host = "127.0.0.1",
                ClientId = "consumer",
                ReceiveMaximum = 4096,
                FirstPause = TimeSpan.FromMilliseconds(50),
            },
            _ =>
            {
                Interlocked.Increment(ref _received);
                return default;
            }
        );
    }

    public string Name => "Mosquitto and one consumer";

    public int Port { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The program, or null where it is not installed.</summary>
    public static string? Program { get; } =
        new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);

    public static async Task<MosquittoProcess> StartAsync()
    {
        var port = FreePorts.Next();
        var folder = Directory.CreateTempSubdirectory("wardgrid-mosquitto").FullName;
        var settings = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(
            settings,
            $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            persistence false
            set_tcp_nodelay true
            max_queued_messages 0
            max_inflight_messages 0
            log_dest none
            """
        );
        var start = new ProcessStartInfo(Program!, ["-c", settings]) { RedirectStandardError = true };
        var process = Process.Start(start)!;
        var mosquitto = new MosquittoProcess(process, folder, port);
        await mosquitto.ConsumeAsync();
        return mosquitto;
    }

    public long? AllocatedBytes => null;

    public Task<long> ReceivedAsync() => Task.FromResult(Interlocked.Read(ref _received));

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits until the broker listens and has granted the subscription.</summary>
    private async Task ConsumeAsync()
    {
        var subscribed = new TaskCompletionSource();
        _consumer.Subscribed += _ => subscribed.TrySetResult();
        await _consumer.SubscribeAsync("wg/v1/#", MqttQualityOfServiceLevel.AtLeastOnce);
        _consumer.Start();
        await subscribed.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
