using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.Records;

namespace WardGrid.UnitTests.Server;

/// <summary>Many devices are registered from a list: all of it, or nothing.</summary>
public sealed class DeviceImportTests : IAsyncLifetime
{
    private ServerInProcess _server = null!;
    private HttpClient _person = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerInProcess.StartAsync();
        _person = _server.Stranger();
        await SignedIn.AsTesterAsync(_person);
    }

    public ValueTask DisposeAsync()
    {
        _person.Dispose();
        return _server.DisposeAsync();
    }

    [Theory]
    [InlineData("mon-1,B650,S-1\nmon-2,B850,S-2")]
    [InlineData("Serial number;Room;NAME;Model\r\nS-1;7;mon-1;B650\r\nS-2;8;mon-2;B850\r\n")]
    [InlineData("\uFEFFname\tmodel\tserial\n\n'mon-1\t\"B650\"\tS-1\n mon-2 \tB850\tS-2")]
    public async Task Each_device_of_a_list_is_registered_and_recorded_as_one_alone_is(string list)
    {
        var (status, answer) = await ImportAsync(list);

        status.ShouldBe(HttpStatusCode.OK);
        var registered = answer.GetProperty("registered").EnumerateArray().ToList();
        registered.Select(d => d.GetProperty("device").GetString()).ShouldBe(["mon-1", "mon-2"]);
        registered.Select(d => d.GetProperty("password").GetString()).Distinct().Count().ShouldBe(2);
        var trail = await _server
            .Services.GetRequiredService<IAuditReader>()
            .FindAsync(new(What: "device.") { OldestFirst = true }, Stop);
        trail
            .Select(r => $"{r.Entry.By} {r.Entry.What} {r.Entry.Subject}: {r.Entry.Detail}")
            .ShouldBe([
                "tester device.registered mon-1: none to model 'B650', serial 'S-1'",
                "tester device.registered mon-2: none to model 'B850', serial 'S-2'",
            ]);
    }

    [Fact]
    public async Task Each_bad_line_is_named_with_its_reason_and_nothing_is_registered()
    {
        (await ImportAsync("old")).Status.ShouldBe(HttpStatusCode.OK);

        var (status, answer) = await ImportAsync(
            $"""
            good,B650,S-1
            mon 2,B650,S-2
            good,B650,S-3
            old,B650,S-4
            long,{new string('x', 65)},S-5
            much,B650,S-6,ward 7
            """
        );

        status.ShouldBe(HttpStatusCode.BadRequest);
        answer
            .GetProperty("errors")
            .EnumerateObject()
            .Select(e => $"{e.Name}: {e.Value[0].GetString()}")
            .ShouldBe([
                "line 2: A name has 1 to 64 letters, digits, - or _.",
                "line 3: An earlier line has the same name.",
                "line 4: old is registered already.",
                "line 5: A model and a serial number have at most 64 characters, none of them a control character.",
                "line 6: A line has a name, a model and a serial number, no more.",
            ]);
        (await NamesAsync()).ShouldBe(["old"]);
    }

    [Fact]
    public async Task A_check_alone_registers_nothing_and_a_list_that_is_too_long_or_empty_is_refused()
    {
        var most = string.Join('\n', Enumerable.Range(1, 1000).Select(i => $"mon-{i}"));
        var (status, answer) = await ImportAsync(most, "?check=true");
        status.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("devices").GetInt32().ShouldBe(1000);

        (await ImportAsync($"{most}\none-more")).Answer.GetProperty("detail").GetString()!.ShouldContain("1000");
        (await ImportAsync("\n\n")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await NamesAsync()).ShouldBeEmpty();
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> ImportAsync(string list, string query = "")
    {
        using var body = new StringContent(list, Encoding.UTF8, "text/csv");
        using var answer = await _person.PostAsync($"/api/devices/import{query}", body, Stop);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Stop));
    }

    private async Task<string?[]> NamesAsync() =>
        [
            .. (await _person.GetFromJsonAsync<JsonElement>("/api/devices", Stop))
                .EnumerateArray()
                .Select(d => d.GetProperty("device").GetString()),
        ];
}
