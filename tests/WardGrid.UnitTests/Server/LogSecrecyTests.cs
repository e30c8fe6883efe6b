using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Patients.People;
using WardGrid.Server.Hl7;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;
using WardGrid.UnitTests.Hl7;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>A run with every kind of secret and a patient's name; none of them may be in its log.</summary>
public sealed class LogSecrecyTests
{
    private const string Patient = "Zenobia Unmistakable";
    private const string WrongPassword = "wrong but nearly the right one";
    private const string Pin = "80413597";
    private const string AuthenticatorKey = "JBSWY3DPEHPK3PXP";

    private readonly List<string> _secrets =
    [
        Patient,
        "Unmistakable",
        WrongPassword,
        Pin,
        AuthenticatorKey,
        SignedIn.Password,
        SignedIn.FirstRunCode,
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Information")]
    [InlineData("Debug")]
    public async Task No_secret_and_no_patients_name_is_in_the_log(string level)
    {
        await using var server = await ServerInProcess.StartAsync(
            new()
            {
                ["Serilog:MinimumLevel:Default"] = level,
                ["Serilog:MinimumLevel:Override:Microsoft.AspNetCore"] = level,
                ["Serilog:MinimumLevel:Override:Orleans"] = level,
                ["Hl7:Port"] = "0",
                ["Hl7:Allowed"] = "127.0.0.1",
            }
        );
        using var boss = server.Stranger();
        await SignedIn.AsTesterAsync(boss);

        await PeopleComeAndGoAsync(server);
        await ADeviceMonitorsAsync(server, boss);
        await AGatewaySendsAsync(server);
        await AWallScreenIsMadeAsync(server);

        var log = await server.LogAsync();
        log.ShouldContain("mon-7");
        log.ShouldContain("refused with AR, error 200");
        log.Length.ShouldBeGreaterThan(level == "Debug" ? 20_000 : 500);
        foreach (var secret in _secrets)
            log.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"the log contains {secret}");
    }

    private async Task PeopleComeAndGoAsync(ServerInProcess server)
    {
        var people = server.Services.GetRequiredService<PeopleRegister>();
        await people.AddAsync(new("k.braun", "Karin", Roles.Nurse, [], SignedIn.Password), "tests", Stop);
        (await people.SetPinAsync("k.braun", Pin, "tests", Stop)).Done.ShouldBeTrue();
        var accounts = server.Services.GetRequiredService<IAccounts>();
        var account = (await accounts.FindByNameAsync("tester", Stop))!;
        (account.AuthenticatorKey, account.HasSecondFactor) = (AuthenticatorKey, true);
        await accounts.UpdateAsync(account, Stop);

        using var stranger = server.Stranger();
        foreach (var (userName, password) in new[] { ("k.braun", WrongPassword), ("tester", SignedIn.Password) })
            await stranger.PostAsJsonAsync(
                "/api/sign-in",
                new
                {
                    userName,
                    password,
                    code = Pin[..6],
                },
                Stop
            );
        await stranger.PostAsync("/api/sign-in", new StringContent("{\"password\":\"" + WrongPassword), Stop);
        await SignedIn.AsAsync(stranger, "k.braun", SignedIn.Password);
        _secrets.AddRange(await CookiesAsync(server));
    }

    /// <summary>What a session's cookie is worth: it lets its owner in as the password does.</summary>
    private static async Task<IEnumerable<string>> CookiesAsync(ServerInProcess server)
    {
        using var client = server.Stranger();
        using var signed = await client.PostAsJsonAsync(
            "/api/sign-in",
            new { userName = "k.braun", password = SignedIn.Password },
            Stop
        );
        return [.. signed.Headers.GetValues("Set-Cookie").Select(c => c.Split('=', 2)[1].Split(';')[0])];
    }

    private async Task ADeviceMonitorsAsync(ServerInProcess server, HttpClient boss)
    {
        using var registered = await boss.PostAsJsonAsync("/api/devices", new { device = "mon-7" }, Stop);
        var password = (await registered.Content.ReadFromJsonAsync<JsonElement>(Stop))
            .GetProperty("password")
            .GetString()!;
        _secrets.Add(password);
        var binding = new
        {
            device = "mon-7",
            patientName = Patient,
            patientId = "p-7",
        };
        using var bound = await boss.PostAsJsonAsync("/api/beds/bed-7/binding", binding, Stop);
        bound.EnsureSuccessStatusCode();
        // A call that is refused names the person in its answer, and nowhere else.
        using var again = await boss.PostAsJsonAsync(
            "/api/beds/bed-8/binding",
            binding with
            {
                patientId = "p-8",
            },
            Stop
        );
        (await again.Content.ReadAsStringAsync(Stop)).ShouldContain(Patient);

        var port = server.Services.GetRequiredService<MqttListener>().Port;
        await Should.ThrowAsync<MqttRefusedException>(async () => await ConnectAsync(port, WrongPassword));
        await using var device = await ConnectAsync(port, password);
        foreach (var (kind, text) in new[] { ("birth", Birth), ("num", "{\"epoch\":1"), ("alarm", Patient) })
            await device.PublishAsync(
                $"wg/v1/site/ward/mon-7/{kind}",
                Encoding.UTF8.GetBytes(text),
                MqttQualityOfServiceLevel.AtLeastOnce
            );
        using var left = await boss.DeleteAsync("/api/devices/mon-7?discharge=p-7", Stop);
        left.EnsureSuccessStatusCode();
    }

    private const string Birth = """
        {"epoch":1,"model":"m","serial":"s","channels":[
        {"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200,"offset":0}]}
        """;

    private static async Task<ReconnectingMqttClient> ConnectAsync(int port, string password)
    {
        var client = new ReconnectingMqttClient(
            new()
            {
                Host = "127.0.0.1",
                Port = port,
                ClientId = "mon-7",
                UserName = "mon-7",
                Password = password,
            }
        );
        await client.ConnectAsync();
        return client;
    }

    /// <summary>Messages with the name in fields where none belongs; the answer quotes some of them.</summary>
    private static async Task AGatewaySendsAsync(ServerInProcess server)
    {
        var listener = server.Services.GetServices<IHostedService>().OfType<Hl7Listener>().Single();
        var usual = Hl7Example.Of(DateTimeOffset.UtcNow, Patient, Hl7Example.Usual);
        foreach (
            var (was, isNow) in new[]
            {
                ("ORU^R01^ORU_R01", $"{Patient}^A01"),
                ("|149530^", $"|{Patient}^"),
                ("|/min^/min^", $"|{Patient}^"),
                ("|||||F", $"|||||{Patient}"),
                ("OBX|1|NM|149530", $"OBX|{Patient}|NM|1"),
                ("|P|2.6", $"|P|2.6||||||{Patient}"),
            }
        )
        {
            using var gateway = new TcpClient();
            await gateway.ConnectAsync("127.0.0.1", listener.Port, Stop);
            var message = Encoding.UTF8.GetBytes(usual.Replace(was, isNow, StringComparison.Ordinal));
            await gateway.GetStream().WriteAsync(MllpFrames.Frame(message), Stop);
            var answer = new byte[4096];
            var length = await gateway.GetStream().ReadAsync(answer, Stop);
            Encoding.UTF8.GetString(answer, 0, length).ShouldContain(Patient);
        }
    }

    private async Task AWallScreenIsMadeAsync(ServerInProcess server)
    {
        var displays = server.Services.GetRequiredService<DisplayRegister>();
        var (_, credential) = await displays.AddAsync("Corridor", "west", "tests", Stop);
        _secrets.Add(credential);
        using var screen = server.Stranger();
        var page = await screen.GetStringAsync("/display", Stop);
        using var form = new FormUrlEncodedContent([
            new("_handler", "display"),
            new("__RequestVerificationToken", page.Split("__RequestVerificationToken\" value=\"")[1].Split('"')[0]),
            new("Asked.Credential", credential),
        ]);
        using var shown = await screen.PostAsync("/display", form, Stop);
        _secrets.Add(shown.Headers.GetValues("Set-Cookie").First(c => c.StartsWith("wardgrid-display="))[17..40]);
    }
}
