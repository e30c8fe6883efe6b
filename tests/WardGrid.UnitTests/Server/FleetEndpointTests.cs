using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace WardGrid.UnitTests.Server;

/// <summary>The list of devices by REST.</summary>
public sealed class FleetEndpointTests : IAsyncLifetime
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

    [Fact]
    public async Task Devices_are_listed_by_state_and_search_and_the_retired_ones_only_if_asked_for()
    {
        foreach (var (device, model) in new[] { ("mon-1", "B650"), ("mon-2", "B850"), ("old", "B650") })
            (await _person.PostAsJsonAsync("/api/devices", new { device, model }, Stop)).EnsureSuccessStatusCode();
        (
            await _person.PostAsJsonAsync(
                "/api/beds/ICU-1/binding",
                new { device = "mon-1", patientName = "Ada" },
                Stop
            )
        ).EnsureSuccessStatusCode();
        (await _person.DeleteAsync("/api/devices/old", Stop)).EnsureSuccessStatusCode();

        (await ListAsync("")).ShouldBe(["mon-1 Silent", "mon-2 Unbound"]);
        (await ListAsync("?q=b650")).ShouldBe(["mon-1 Silent"]);
        (await ListAsync("?q=icu-1")).ShouldBe(["mon-1 Silent"]);
        (await ListAsync("?show=Unbound")).ShouldBe(["mon-2 Unbound"]);
        (await ListAsync("?show=Retired")).ShouldBe(["old Retired"]);
        (await _person.GetAsync("/api/devices?show=Lost", Stop)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<string[]> ListAsync(string query) =>
        [
            .. (await _person.GetFromJsonAsync<JsonElement>($"/api/devices{query}", Stop))
                .EnumerateArray()
                .Select(d => $"{d.GetProperty("device").GetString()} {d.GetProperty("state").GetString()}"),
        ];
}
