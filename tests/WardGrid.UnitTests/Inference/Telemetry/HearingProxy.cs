using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WardGrid.UnitTests.Inference.Telemetry;

/// <summary>An HTTP proxy that refuses every request and remembers the requested hosts.</summary>
internal sealed class HearingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public HearingProxy()
    {
        _listener.Start();
        _ = HearAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>The first line of each request.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    public void Dispose() => _listener.Dispose();

    private async Task HearAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                if (await reader.ReadLineAsync() is { } line)
                    Heard.Enqueue(line);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
