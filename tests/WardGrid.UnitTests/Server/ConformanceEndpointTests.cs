using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>Conformance runs by REST, on the whole server.</summary>
public sealed class ConformanceEndpointTests : IAsyncLifetime
{
    private ServerInProcess _server = null!;
    private HttpClient _engineer = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IConformanceRecords Records => _server.Services.GetRequiredService<IConformanceRecords>();

    public async ValueTask InitializeAsync()
    {
        _server = await ServerInProcess.StartAsync();
        _engineer = _server.Stranger();
        await SignedIn.AsTesterAsync(_engineer);
        using var made = await _engineer.PostAsJsonAsync("/api/devices", new { device = "mon-1" }, Stop);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    public ValueTask DisposeAsync()
    {
        _engineer.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task A_run_begins_once_and_the_audit_trail_says_who_asked()
    {
        (await StartAsync("mon-1", 60)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var second = await StartAsync("mon-1", 60);
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadAsStringAsync(Stop)).ShouldContain("is being tested already");
        var running = (
            await _engineer.GetFromJsonAsync<JsonElement>("/api/devices/mon-1/conformance", Stop)
        ).GetProperty("running");
        running.GetProperty("run").GetProperty("by").GetString().ShouldBe(SignedIn.UserName);
        var entry = (await _engineer.GetFromJsonAsync<JsonElement>("/api/audit?what=device.tested", Stop))[0];
        entry.GetProperty("subject").GetString().ShouldBe("mon-1");
    }

    [Theory]
    [InlineData("mon-9", 60, HttpStatusCode.Conflict, "is not registered")]
    [InlineData("mon-1", 5, HttpStatusCode.BadRequest, "Seconds")]
    public async Task What_cannot_be_tested_is_refused_in_words(
        string device,
        double seconds,
        HttpStatusCode code,
        string words
    )
    {
        var answer = await StartAsync(device, seconds);

        answer.StatusCode.ShouldBe(code);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain(words);
    }

    [Fact]
    public async Task A_run_that_a_restart_interrupted_ends_with_a_report_of_what_was_heard()
    {
        var begin = TimeProvider.System.GetUtcNow().AddSeconds(-60);
        await Records.BeginAsync(new("left", "mon-1", begin, TimeSpan.FromSeconds(61), "E."), Stop);

        await ReportedAsync("left");

        var report = await _engineer.GetFromJsonAsync<JsonElement>("/api/devices/mon-1/conformance/left", Stop);
        report.GetProperty("result").GetString().ShouldBe(nameof(Conformity.NoTestData));
        report.GetProperty("messages").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_report_comes_as_JSON_and_as_CSV_and_of_its_own_device_only()
    {
        var run = new ConformanceRunRequest("kept", "mon-1", Clocks.Morning, TimeSpan.FromSeconds(60), "=E.");
        await Records.BeginAsync(run, Stop);
        await Records.FinishAsync(
            new(run, "B650", "S", run.Length, 9, [new("T1", "II", Conformity.Fail, [new("drift", 12.5, "ppm")], [])]),
            Stop
        );

        var csv = await _engineer.GetStringAsync("/api/devices/mon-1/conformance/kept/report.csv", Stop);
        csv.ShouldContain(
            "kept,mon-1,B650,S,2026-03-01T06:00:00.0000000+00:00,60,'=E.,T1,Direct,II,Fail,,drift,12.5,ppm"
        );
        using var others = await _engineer.GetAsync("/api/devices/mon-2/conformance/kept", Stop);
        others.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Each_requirement_has_words()
    {
        var texts = await _engineer.GetFromJsonAsync<JsonElement>("/api/conformance/requirements", Stop);

        texts.EnumerateArray().Select(t => t.GetProperty("id").GetString()).ShouldBe(Requirement.All.Select(r => r.Id));
        texts.EnumerateArray().ShouldAllBe(t => t.GetProperty("text").GetString()!.EndsWith('.'));
    }

    [Fact]
    public async Task Another_wards_device_is_not_found()
    {
        await _server
            .Services.GetRequiredService<PeopleRegister>()
            .AddAsync(new("w.west", "West", Roles.Engineer, ["west"], SignedIn.Password), "tests", Stop);
        await _server
            .Services.GetRequiredService<IOnboarding>()
            .BindAsync(
                new("mon-1", "east", "E-1", "p-1", "Ada Example", AgeBand.Adult, false, Clocks.Morning),
                "tests",
                Stop
            );
        var ward = _server.Services.GetRequiredService<WardGrid.Patients.IWard>();
        await Eventually.UntilAsync(() => !ward.Beds.IsEmpty);
        using var west = _server.Stranger();
        await SignedIn.AsAsync(west, "w.west", SignedIn.Password);

        var answer = await west.GetAsync("/api/devices/mon-1/conformance", Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<HttpResponseMessage> StartAsync(string device, double seconds) =>
        _engineer.PostAsJsonAsync($"/api/devices/{device}/conformance", new { seconds }, Stop);

    private async Task ReportedAsync(string run)
    {
        ConformanceReport? report = null;
        await Eventually.UntilAsync(() => report is not null, async () => report = await Records.FindAsync(run, Stop));
    }
}
