using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using WardGrid.Mqtt;
using WardGrid.Mqtt.Client;

namespace WardGrid.Tests.Server;

/// <summary>Devices at the door of the real server.</summary>
public sealed class OnboardingTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-door-").FullName;
    private RunningWard _ward = null!;

    public async ValueTask InitializeAsync() => _ward = await RunningWard.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _ward.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_device_comes_in_with_its_own_credential_speaks_for_itself_only_and_not_after_it_is_retired()
    {
        var password = await Register("monitor-1");
        await Should.ThrowAsync<MqttRefusedException>(() => _ward.ConnectAsync("monitor-1", "wrong"));

        await using var device = await _ward.ConnectAsync("monitor-1", password);
        (await Publish(device, "monitor-2")).ShouldBe(ReasonCode.NotAuthorised);
        (await Publish(device, "monitor-1")).ShouldBe(ReasonCode.NotAuthorised, "it is bound to no bed yet");
        var quarantined = (await _ward.GetAsync("/api/devices/quarantine")).EnumerateArray().Single(d => d.GetProperty("isRegistered").GetBoolean());
        quarantined.GetProperty("device").GetString().ShouldBe("monitor-1");

        (await _ward.Http.PostAsJsonAsync("/api/beds/bed-1/binding", new { device = "monitor-1", patientName = "Ada Example" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Publish(device, "monitor-1")).ShouldBe(ReasonCode.Success);
        (await _ward.GetAsync("/api/devices/quarantine")).GetArrayLength().ShouldBe(0);

        (await _ward.Http.DeleteAsync("/api/devices/monitor-1")).EnsureSuccessStatusCode();
        (await _ward.GetAsync("/api/ward")).GetArrayLength().ShouldBe(0);
        await Should.ThrowAsync<MqttRefusedException>(() => _ward.ConnectAsync("monitor-1", password));
    }

    [Fact]
    public async Task An_unknown_device_is_refused_and_visible_and_never_a_patient()
    {
        await Should.ThrowAsync<MqttRefusedException>(() => _ward.ConnectAsync("stranger", "x"));

        var seen = (await _ward.GetAsync("/api/devices/quarantine")).EnumerateArray().ShouldHaveSingleItem();
        seen.GetProperty("device").GetString().ShouldBe("stranger");
        seen.GetProperty("isRegistered").GetBoolean().ShouldBeFalse();
        (await _ward.GetAsync("/api/ward")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_words()
    {
        var response = await _ward.Http.PostAsJsonAsync("/api/beds/bed-1/binding", new { device = "nobody", patientName = "Ada Example" });

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldBe("Device nobody is not registered.");
    }

    private static async Task<ReasonCode> Publish(MqttClient client, string device) => await client.PublishAsync(
        $"wg/v1/site/icu/{device}/birth", """{"epoch":1,"model":"m","serial":"s","channels":[{"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200,"offset":0}]}"""u8.ToArray(),
        QualityOfService.AtLeastOnce);

    private async Task<string> Register(string device) =>
        (await (await _ward.Http.PostAsJsonAsync("/api/devices", new { device })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString()!;
}
