using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>A nurse of one ward at a server with two.</summary>
public sealed class WardBoundaryTests : IAsyncLifetime
{
    private ServerInProcess _server = null!;
    private HttpClient _nurse = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerInProcess.StartAsync();
        using var boss = _server.Stranger();
        await SignedIn.AsTesterAsync(boss);
        var people = _server.Services.GetRequiredService<PeopleRegister>();
        await people.AddAsync(
            new("k.braun", "Karin", Roles.Nurse | Roles.Engineer, ["west"], SignedIn.Password),
            "tests",
            Stop
        );
        foreach (var ward in new[] { "west", "east" })
        {
            await DoneAsync(boss.PostAsJsonAsync("/api/devices", new { device = $"mon-{ward}" }, Stop));
            await DoneAsync(
                boss.PostAsJsonAsync(
                    $"/api/beds/{ward}-1/binding",
                    new
                    {
                        device = $"mon-{ward}",
                        ward,
                        patientName = $"Patient {ward}",
                        patientId = $"p-{ward}",
                    },
                    Stop
                )
            );
            await _server.Services.GetRequiredService<IAlarmLog>().WriteAsync(AlarmOf(ward), null, Stop);
        }

        _nurse = _server.Stranger();
        await SignedIn.AsAsync(_nurse, "k.braun", SignedIn.Password);
    }

    public ValueTask DisposeAsync()
    {
        _nurse.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Lists_hold_the_own_ward_only()
    {
        (await ListAsync("/api/ward", "bed")).ShouldBe(["west-1"]);
        (await ListAsync("/api/alarms", "id")).ShouldBe(["a-west"]);
        (await ListAsync("/api/devices", "device")).ShouldBe(["mon-west"]);
    }

    [Theory]
    [InlineData("GET", "/api/beds/{0}-1")]
    [InlineData("GET", "/api/beds/{0}-1/minutes")]
    [InlineData("GET", "/api/alarms/a-{0}")]
    [InlineData("POST", "/api/alarms/a-{0}/acknowledge")]
    [InlineData("POST", "/api/alarms/a-{0}/review", "{\"verdict\":\"False\"}")]
    [InlineData("GET", "/api/devices/mon-{0}/refused")]
    [InlineData("DELETE", "/api/beds/{0}-1/inactive/Asystole")]
    [InlineData("POST", "/api/beds/{0}-1/binding", "{\"device\":\"mon-{0}\",\"patientName\":\"X\",\"ward\":\"{0}\"}")]
    [InlineData("DELETE", "/api/beds/{0}-1/binding")]
    [InlineData("DELETE", "/api/devices/mon-{0}")]
    public async Task What_belongs_to_another_ward_is_not_found(string method, string path, string body = "")
    {
        (await CallAsync(method, path, body, "east")).ShouldBe(HttpStatusCode.NotFound);
        (await CallAsync(method, path, body, "west")).ShouldNotBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Neither_a_device_nor_a_patient_is_taken_from_another_ward()
    {
        foreach (
            var body in new object[]
            {
                new
                {
                    device = "mon-east",
                    patientName = "X",
                    ward = "west",
                },
                new
                {
                    device = "mon-west",
                    patientName = "X",
                    patientId = "p-east",
                    ward = "west",
                },
                new
                {
                    device = "mon-west",
                    patientName = "X",
                    ward = "east",
                },
            }
        )
            (await _nurse.PostAsJsonAsync("/api/beds/west-9/binding", body, Stop)).StatusCode.ShouldBe(
                HttpStatusCode.NotFound
            );
    }

    [Fact]
    public async Task The_live_line_tells_of_the_own_ward_only()
    {
        using var handler = new HttpClientHandler();
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = handler.CookieContainer;
        using var client = new HttpClient(handler) { BaseAddress = _server.Address };
        await SignedIn.AsAsync(client, "k.braun", SignedIn.Password);
        await socket.ConnectAsync(new UriBuilder(_server.Address) { Scheme = "ws", Path = "/live/ward" }.Uri, Stop);

        var said = "";
        while (!said.Contains("west-1"))
            said += await HearAsync(socket);

        said.ShouldContain("west-1");
        said.ShouldNotContain("east");
    }

    [Fact]
    public async Task A_picture_of_a_strip_of_another_ward_is_not_found() =>
        (await _nurse.GetAsync("/alarms/a-east/strip.svg", Stop)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    private static async Task<string> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var heard = await socket.ReceiveAsync(buffer, Stop);
        return Encoding.UTF8.GetString(buffer, 0, heard.Count);
    }

    private async Task<IEnumerable<string?>> ListAsync(string path, string field) =>
        (await _nurse.GetFromJsonAsync<JsonElement[]>(path, Stop))!.Select(e => e.GetProperty(field).GetString());

    private async Task<HttpStatusCode> CallAsync(string method, string path, string body, string ward)
    {
        using var call = new HttpRequestMessage(new(method), path.Replace("{0}", ward));
        if (body.Length > 0)
            call.Content = new StringContent(body.Replace("{0}", ward), Encoding.UTF8, "application/json");
        return (await _nurse.SendAsync(call, Stop)).StatusCode;
    }

    private static async Task DoneAsync(Task<HttpResponseMessage> call) => (await call).EnsureSuccessStatusCode();

    private static Alarm AlarmOf(string ward) =>
        new(
            $"a-{ward}",
            $"p-{ward}",
            $"{ward}-1",
            false,
            AlarmKind.Asystole,
            AlarmPriority.High,
            AlarmOrigin.Monitor,
            "ASYSTOLE",
            TimeProvider.System.GetUtcNow(),
            null,
            null,
            false,
            null,
            null
        );
}
