using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace WardGrid.UnitTests.Server;

/// <summary>A biomedical engineer maps a device's alarm codes by calls.</summary>
public sealed class AlarmCodeTests : IAsyncLifetime
{
    private readonly HttpClient _person = new();
    private ServerInProcess _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerInProcess.StartAsync();
        _person.BaseAddress = _server.Address;
        await SignedIn.AsTesterAsync(_person);
        (await _person.PostAsJsonAsync("/api/devices", new { device = "mon-1" }, Stop)).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _person.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_code_is_mapped_listed_and_removed_and_the_trail_tells_it()
    {
        (await MapAsync("mon-1", "run_pvc", "VentricularTachycardia")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var mapped = (await ListAsync()).ShouldHaveSingleItem();
        mapped.GetProperty("code").GetString().ShouldBe("RUN_PVC");
        mapped.GetProperty("kind").GetString().ShouldBe("VentricularTachycardia");

        (await MapAsync("mon-1", "RUN_PVC", "Other")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await ListAsync()).ShouldBeEmpty();
        var trail = await _person.GetFromJsonAsync<JsonElement>("/api/audit?what=alarm-code.mapped", Stop);
        trail.ToString().ShouldContain("code RUN_PVC: Other to VentricularTachycardia");
        trail.ToString().ShouldContain("code RUN_PVC: VentricularTachycardia to Other");
    }

    [Theory]
    [InlineData("mon-9", "RUN_PVC", "VentricularTachycardia", "not registered")]
    [InlineData("mon-1", "vtach", "Asystole", "knows the alarm code vtach")]
    [InlineData("mon-1", "RUN_PVC", "NoData", "WardGrid's own alarm")]
    public async Task What_cannot_be_mapped_is_refused_in_words(string device, string code, string kind, string words)
    {
        var answer = await MapAsync(device, code, kind);

        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
        (await answer.Content.ReadAsStringAsync(Stop)).Replace("\\u0027", "'").ShouldContain(words);
        (await ListAsync()).ShouldBeEmpty();
    }

    private Task<HttpResponseMessage> MapAsync(string device, string code, string kind) =>
        _person.PutAsJsonAsync($"/api/devices/{device}/alarm-codes/{code}", new { kind }, Stop);

    private async Task<List<JsonElement>> ListAsync() =>
        [.. (await _person.GetFromJsonAsync<JsonElement>("/api/devices/mon-1/alarm-codes", Stop)).EnumerateArray()];
}
