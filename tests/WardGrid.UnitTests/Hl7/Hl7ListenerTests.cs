using System.Buffers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using WardGrid.Server.Hl7;
using WardGrid.UnitTests.Server;

namespace WardGrid.UnitTests.Hl7;

/// <summary>A gateway that speaks HL7 v2 to the real server, on a real socket.</summary>
public sealed class Hl7ListenerTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private ServerInProcess _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync("127.0.0.1");
        _http = _server.Stranger();
        await SignedIn.AsTesterAsync(_http);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Numbers_of_a_message_are_on_the_bed_and_what_is_not_understood_is_kept()
    {
        await BindAsync();
        using var gateway = await ConnectAsync(_server);

        var answer = await SendAsync(
            gateway,
            Hl7Example.Of(DateTimeOffset.UtcNow, "p-1", Hl7Example.Usual, "OBX|2|NM|150344|1|37|Cel|||||F")
        );

        answer.ShouldContain("MSA|AA|42\r");
        (await BedAsync()).GetProperty("pulseRate").GetDouble().ShouldBe(72);
        var refused = await _http.GetFromJsonAsync<JsonElement>("/api/devices/monitor-1/refused", Stop);
        refused.EnumerateArray().Select(r => r.GetProperty("reason").GetString()).ShouldContain("UnknownChannel");
    }

    [Fact]
    public async Task A_message_for_another_patient_changes_nothing_and_is_said()
    {
        await BindAsync();
        using var gateway = await ConnectAsync(_server);

        var answer = await SendAsync(gateway, Hl7Example.Of(DateTimeOffset.UtcNow, "p-2", Hl7Example.Usual));

        answer.ShouldContain("MSA|AE|42\rERR|||204|E||||PID-3 names another patient");
        (await BedAsync()).GetProperty("pulseRate").ValueKind.ShouldBe(JsonValueKind.Null);
        var heard = await _http.GetFromJsonAsync<JsonElement>("/api/devices/quarantine", Stop);
        heard
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("reason")
            .GetString()!
            .ShouldContain("another patient");
    }

    [Fact]
    public async Task A_stranger_is_in_quarantine()
    {
        using var gateway = await ConnectAsync(_server);

        var answer = await SendAsync(gateway, Hl7Example.Of(DateTimeOffset.UtcNow, "", Hl7Example.Usual));

        answer.ShouldContain("MSA|AE|42\rERR|||207|E||||UnknownDevice");
        var heard = await _http.GetFromJsonAsync<JsonElement>("/api/devices/quarantine", Stop);
        heard.EnumerateArray().ShouldHaveSingleItem().GetProperty("device").GetString().ShouldBe("monitor-1");
    }

    [Fact]
    public async Task Garbage_gets_an_answer_and_the_connection_goes_on()
    {
        await BindAsync();
        using var gateway = await ConnectAsync(_server);

        (await SendAsync(gateway, "hello")).ShouldContain("MSA|AR|\rERR|||100|");
        (await SendAsync(gateway, "MSH|^~\\&|monitor-1||||||ADT^A01|9|P|2.6")).ShouldContain("MSA|AR|9\rERR|||200|");
        var old = Hl7Example.Of(DateTimeOffset.UtcNow, "p-1", Hl7Example.Usual).Replace("+0000", "");
        (await SendAsync(gateway, old)).ShouldContain("MSA|AE|42\rERR|||102|E||||OBX 1: OBX-14 or OBR-7 needs");
        (await SendAsync(gateway, Hl7Example.Of(DateTimeOffset.UtcNow, "p-1", Hl7Example.Usual))).ShouldContain(
            "MSA|AA|42"
        );
    }

    [Fact]
    public async Task An_address_that_is_not_allowed_is_not_heard()
    {
        await using var server = await StartAsync("10.1.2.3");
        using var gateway = await ConnectAsync(server);

        (await gateway.GetStream().ReadAsync(new byte[1], Stop).AsTask().WaitAsync(Wait, Stop)).ShouldBe(0);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<ServerInProcess> StartAsync(string allowed) =>
        ServerInProcess.StartAsync(new() { ["Hl7:Port"] = "0", ["Hl7:Allowed"] = allowed });

    private static async Task<TcpClient> ConnectAsync(ServerInProcess server)
    {
        var client = new TcpClient();
        var listener = server.Services.GetServices<IHostedService>().OfType<Hl7Listener>().Single();
        await client.ConnectAsync("127.0.0.1", listener.Port, Stop);
        return client;
    }

    private static async Task<string> SendAsync(TcpClient gateway, string message)
    {
        await gateway.GetStream().WriteAsync(MllpFrames.Frame(Encoding.UTF8.GetBytes(message)), Stop);
        var (received, buffer) = (new List<byte>(), new byte[4096]);
        while (true)
        {
            var count = await gateway.GetStream().ReadAsync(buffer, Stop).AsTask().WaitAsync(Wait, Stop);
            if (count == 0)
                throw new EndOfStreamException("the server closed without an answer");
            received.AddRange(buffer[..count]);
            var input = new ReadOnlySequence<byte>([.. received]);
            if (MllpFrames.TryTake(ref input, 65536, out var answer))
                return Encoding.UTF8.GetString(answer);
        }
    }

    private async Task BindAsync()
    {
        (await _http.PostAsJsonAsync("/api/devices", new { device = "monitor-1" }, Stop)).EnsureSuccessStatusCode();
        var binding = new
        {
            device = "monitor-1",
            patientName = "Ada Example",
            patientId = "p-1",
        };
        (await _http.PostAsJsonAsync("/api/beds/bed-1/binding", binding, Stop)).EnsureSuccessStatusCode();
    }

    private Task<JsonElement> BedAsync() => _http.GetFromJsonAsync<JsonElement>("/api/beds/bed-1", Stop);
}
