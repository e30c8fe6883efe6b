using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Records;
using WardGrid.Server.Mqtt;
using WardGrid.UnitTests.Mqtt;

namespace WardGrid.UnitTests.Server;

/// <summary>The scripted outsider of <c>infra/outsider</c>, with curl, raw sockets and a browser.</summary>
public sealed class OutsiderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outsider_tries_everything_and_gets_nothing()
    {
        await using var server = await ServerInProcess.StartAsync();
        using var boss = server.Stranger();
        await SignedIn.AsTesterAsync(boss);
        using var registered = await boss.PostAsJsonAsync("/api/devices", new { device = "monitor-1" }, Stop);
        using var bound = await boss.PostAsJsonAsync(
            "/api/beds/bed-1/binding",
            new { device = "monitor-1", patientName = "Ada Example" },
            Stop
        );
        var bed = await BedAsync(boss);

        var (code, said) = await TryAsync(server);

        said.ShouldNotContain("GOT IN");
        code.ShouldBe(0, said);
        Tries(said).ShouldBeGreaterThanOrEqualTo(40);
        (await BedAsync(boss)).ShouldBe(bed);
        (await boss.GetFromJsonAsync<JsonElement>("/api/devices", Stop)).GetArrayLength().ShouldBe(1);
        var trail = await server.Services.GetRequiredService<RecordStore>().Audit.ReadAsync(0, 1000, Stop);
        trail.ShouldContain(r => r.Entry.What == "session.refused");
        trail.Where(r => r.Entry.What != "session.refused").ShouldAllBe(r => r.Entry.By == "tester");
    }

    [Fact]
    public async Task The_script_tells_where_an_outsider_gets_in()
    {
        await using var server = await ServerInProcess.StartAsync(null, "--demo");

        var (code, said) = await TryAsync(server);

        code.ShouldBe(1);
        said.ShouldContain("GOT IN   read the ward: answer 200");
        said.ShouldContain("GOT IN   connect as demo: the connection was accepted");
        said.ShouldContain("GOT IN   read the wall: answer 200");
    }

    private static Task<(int Code, string Said)> TryAsync(ServerInProcess server)
    {
        foreach (var needed in (string[])["python3", "curl"])
            ForeignProgram.Require(needed);
        return ForeignProgram.RunAsync(
            Path.Combine(ForeignProgram.Root, "infra", "outsider"),
            "--web",
            server.Address.ToString().TrimEnd('/'),
            "--mqtt",
            $"127.0.0.1:{server.Services.GetRequiredService<MqttListener>().Port}"
        );
    }

    /// <summary>The bed without the time of the answer, which is its last part.</summary>
    private static async Task<string> BedAsync(HttpClient boss) =>
        (await boss.GetStringAsync("/api/beds/bed-1", Stop)).Split("\"at\":")[0];

    private static int Tries(string said) => int.Parse(said.TrimEnd().Split('\n')[^1].Split(' ')[0]);
}
