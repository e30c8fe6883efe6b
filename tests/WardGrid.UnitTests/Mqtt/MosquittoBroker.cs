using System.Net.Sockets;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>Mosquitto on a free port, with its own folder.</summary>
internal sealed class MosquittoBroker : IAsyncDisposable
{
    private readonly string _settings;
    private ForeignProgram _process;

    private MosquittoBroker(string settings, ForeignProgram process, string host, int port) =>
        (_settings, _process, Host, Port) = (settings, process, host, port);

    public string Host { get; }

    public int Port { get; }

    public static async Task<MosquittoBroker> StartAsync(string host = "127.0.0.1")
    {
        var program = ForeignProgram.Require("mosquitto");
        var port = FreePorts.Next();
        var settings = Path.Combine(Directory.CreateTempSubdirectory("wardgrid-mosquitto").FullName, "mosquitto.conf");
        await File.WriteAllTextAsync(
            settings,
            $"""
            listener {port} {host}
            allow_anonymous true
            persistence false
            set_tcp_nodelay true
            max_queued_messages 0
            log_dest none
            """
        );
        var process = ForeignProgram.Start(program, "-c", settings);
        await AnswersAsync(host, port);
        return new(settings, process, host, port);
    }

    /// <summary>Kills the broker and starts it anew on the same port; it remembers nothing.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = ForeignProgram.Start(ForeignProgram.Require("mosquitto"), "-c", _settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_settings)!, recursive: true);
    }

    private static async Task AnswersAsync(string host, int port)
    {
        var answered = new TaskCompletionSource();
        await using var probe = new ReconnectingMqttClient(
            new()
            {
                Host = host,
                Port = port,
                FirstPause = TimeSpan.FromMilliseconds(20),
            }
        );
        probe.ConnectionChanged += (_, connected, _) =>
        {
            if (connected)
                answered.TrySetResult();
        };
        probe.Start();
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
