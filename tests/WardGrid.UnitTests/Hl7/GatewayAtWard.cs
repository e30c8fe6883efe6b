using System.Buffers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WardGrid.Server.Hl7;
using WardGrid.UnitTests.Server;

namespace WardGrid.UnitTests.Hl7;

/// <summary>The real server with its HL7 port, a person who is signed in, and gateways on real sockets.</summary>
public sealed class GatewayAtWard : IAsyncDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private readonly ServerInProcess _server;

    private GatewayAtWard(ServerInProcess server, HttpClient http) => (_server, Http) = (server, http);

    public HttpClient Http { get; }

    public int Port => _server.Services.GetServices<IHostedService>().OfType<Hl7Listener>().Single().Port;

    public static async Task<GatewayAtWard> StartAsync(
        string allowed = "127.0.0.1",
        Dictionary<string, string?>? further = null
    )
    {
        var server = await ServerInProcess.StartAsync(
            new(further ?? []) { ["Hl7:Port"] = "0", ["Hl7:Allowed"] = allowed }
        );
        var http = server.Stranger();
        await SignedIn.AsTesterAsync(http);
        return new(server, http);
    }

    /// <summary>Registers <c>monitor-1</c> at bed-1 of the patient p-1.</summary>
    public async Task BindAsync()
    {
        (await Http.PostAsJsonAsync("/api/devices", new { device = "monitor-1" }, Stop)).EnsureSuccessStatusCode();
        var binding = new
        {
            device = "monitor-1",
            patientName = "Ada Example",
            patientId = "p-1",
        };
        (await Http.PostAsJsonAsync("/api/beds/bed-1/binding", binding, Stop)).EnsureSuccessStatusCode();
    }

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, Stop);
        return client;
    }

    /// <summary>Sends a message and gives the answer.</summary>
    public static async Task<string> SendAsync(Stream gateway, string message)
    {
        await gateway.WriteAsync(MllpFrames.Frame(Encoding.UTF8.GetBytes(message)), Stop);
        var (received, buffer) = (new List<byte>(), new byte[4096]);
        while (true)
        {
            var count = await gateway.ReadAsync(buffer, Stop).AsTask().WaitAsync(Wait, Stop);
            if (count == 0)
                throw new EndOfStreamException("the server closed without an answer");
            received.AddRange(buffer[..count]);
            var input = new ReadOnlySequence<byte>([.. received]);
            if (MllpFrames.TryTake(ref input, 65536, out var answer))
                return Encoding.UTF8.GetString(answer);
        }
    }

    public Task<JsonElement> GetAsync(string address) => Http.GetFromJsonAsync<JsonElement>(address, Stop);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
