using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using WardGrid.Server.Devices;

namespace WardGrid.Benchmarks.Mqtt;

/// <summary>Where the load goes.</summary>
internal interface IMqttTarget : IAsyncDisposable
{
    string Name { get; }

    int Port { get; }

    /// <summary>Processor time that the server has used.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>Bytes that a managed server has allocated up to the last <see cref="ReceivedAsync"/>; null where it is not managed.</summary>
    long? AllocatedBytes { get; }

    /// <summary>Messages that have arrived at whoever consumes them.</summary>
    Task<long> ReceivedAsync();
}

/// <summary>Mosquitto, with WardGrid's consumer as its one subscriber.</summary>
internal sealed class MosquittoProcess : IMqttTarget
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly MqttSource _consumer;

    private MosquittoProcess(Process process, string folder, int port, MqttSource consumer)
    {
        (_process, _folder, Port, _consumer) = (process, folder, port, consumer);
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
    public static string? Program { get; } = new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);

    public static async Task<MosquittoProcess> StartAsync()
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("wardgrid-mosquitto").FullName;
        var settings = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(settings, $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            persistence false
            set_tcp_nodelay true
            max_queued_messages 0
            max_inflight_messages 0
            log_dest none
            """);
        var start = new ProcessStartInfo(Program!, ["-c", settings]) { RedirectStandardError = true };
        var process = Process.Start(start)!;
        var consumer = new MqttSource(
            new() { Port = port, Host = "127.0.0.1", ClientId = "consumer", ReceiveMaximum = 4096, FirstPause = TimeSpan.FromMilliseconds(50) },
            _ => default);
        var connected = new TaskCompletionSource();
        consumer.Client.ConnectionChanged += (_, up, _) =>
        {
            if (up)
                connected.TrySetResult();
        };
        await consumer.StartAsync();
        await connected.Task.WaitAsync(TimeSpan.FromSeconds(10));
        return new(process, folder, port, consumer);
    }

    public long? AllocatedBytes => null;

    public Task<long> ReceivedAsync() => Task.FromResult(_consumer.Received);

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }
}
