using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Server;

/// <summary>Devices that connect to the real server.</summary>
public sealed class OnboardingTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-onboarding-").FullName;
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
        (await Publish(device, "monitor-2")).ShouldBe(MqttClientPublishReasonCode.NotAuthorized);
        (await Publish(device, "monitor-1")).ShouldBe(
            MqttClientPublishReasonCode.NotAuthorized,
            "it is bound to no bed yet"
        );
        var quarantined = (await _ward.GetAsync("/api/devices/quarantine"))
            .EnumerateArray()
            .Single(d => d.GetProperty("isRegistered").GetBoolean());
        quarantined.GetProperty("device").GetString().ShouldBe("monitor-1");

        (
            await _ward.Http.PostAsJsonAsync(
                "/api/beds/bed-1/binding",
                new
                {
                    device = "monitor-1",
                    patientName = "Ada Example",
                    patientId = "p-1",
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Publish(device, "monitor-1")).ShouldBe(MqttClientPublishReasonCode.Success);
        (await _ward.GetAsync("/api/devices/quarantine")).GetArrayLength().ShouldBe(0);

        (await _ward.Http.DeleteAsync("/api/devices/monitor-1?discharge=p-1")).EnsureSuccessStatusCode();
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
        var response = await _ward.Http.PostAsJsonAsync(
            "/api/beds/bed-1/binding",
            new { device = "nobody", patientName = "Ada Example" }
        );

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe("Device nobody is not registered.");
    }

    [Fact]
    public async Task What_a_device_sends_before_it_is_bound_is_checked_and_its_faults_are_kept()
    {
        await using var device = await _ward.ConnectAsync("monitor-3", await Register("monitor-3"));

        (
            await device.PublishAsync(
                "wg/v1/site/icu/monitor-3/wave",
                "garbage"u8.ToArray(),
                MqttQualityOfServiceLevel.AtLeastOnce
            )
        ).ShouldBe(MqttClientPublishReasonCode.PayloadFormatInvalid);

        var refused = (await _ward.GetAsync("/api/devices/monitor-3/refused")).EnumerateArray().ShouldHaveSingleItem();
        refused.GetProperty("reason").GetString().ShouldBe("Malformed");
        (await _ward.GetAsync("/api/devices/quarantine"))
            .ToString()
            .ShouldContain("a wave bundle has a header of 21 bytes");
    }

    [Fact]
    public async Task A_channel_that_WardGrid_does_not_know_is_an_alarm_until_somebody_maps_it()
    {
        await using var device = await _ward.ConnectAsync("monitor-4", await Register("monitor-4"));
        await _ward.Http.PostAsJsonAsync(
            "/api/beds/bed-4/binding",
            new { device = "monitor-4", patientName = "Ada Example" }
        );
        var birth = Birth("""{"i":0,"name":"Kanal 7","mdc":999,"rate":250,"unit":"mV","gain":200,"offset":0}""");

        await device.PublishAsync("wg/v1/site/icu/monitor-4/birth", birth, MqttQualityOfServiceLevel.AtLeastOnce);
        (await KindsAsync()).ShouldBe(["NotMonitored"]);

        (
            await _ward.Http.PutAsJsonAsync("/api/devices/monitor-4/channels/Kanal%207", new { code = 131330 })
        ).EnsureSuccessStatusCode();
        await device.PublishAsync("wg/v1/site/icu/monitor-4/birth", birth, MqttQualityOfServiceLevel.AtLeastOnce);
        (await KindsAsync()).ShouldBeEmpty();
        (await _ward.GetAsync("/api/beds/bed-4"))
            .GetProperty("quality")[0]
            .GetProperty("kind")
            .GetString()
            .ShouldBe("Ecg");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mapping_that_the_channels_unit_does_not_bear_is_refused_in_words(bool isBound)
    {
        await using var device = await _ward.ConnectAsync("monitor-5", await Register("monitor-5"));
        if (isBound)
            await _ward.Http.PostAsJsonAsync(
                "/api/beds/bed-5/binding",
                new { device = "monitor-5", patientName = "Ada Example" }
            );
        await device.PublishAsync("wg/v1/site/icu/monitor-5/birth", InOhm(999), MqttQualityOfServiceLevel.AtLeastOnce);

        var response = await _ward.Http.PutAsJsonAsync("/api/devices/monitor-5/channels/Z", new { code = 131330 });

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe("Device monitor-5, channel Z: the unit 'ohm' is not known here; accepted are V, mV or uV.");
        (
            await _ward.Http.PutAsJsonAsync("/api/devices/monitor-5/channels/Z", new { code = 151780 })
        ).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task The_birth_of_a_device_that_serves_no_bed_is_judged_with_its_mappings()
    {
        await using var device = await _ward.ConnectAsync("monitor-6", await Register("monitor-6"));
        (
            await _ward.Http.PutAsJsonAsync("/api/devices/monitor-6/channels/Z", new { code = 151780 })
        ).EnsureSuccessStatusCode();

        // The device calls it an ECG, in ohm; somebody knows better.
        (
            await device.PublishAsync(
                "wg/v1/site/icu/monitor-6/birth",
                InOhm(131330),
                MqttQualityOfServiceLevel.AtLeastOnce
            )
        ).ShouldBe(MqttClientPublishReasonCode.NotAuthorized);

        (await _ward.GetAsync("/api/devices/monitor-6/refused")).GetArrayLength().ShouldBe(0);
        (await _ward.GetAsync("/api/devices/quarantine")).ToString().ShouldNotContain("unit");
    }

    private static byte[] InOhm(int code) =>
        Birth($$"""{"i":0,"name":"Z","mdc":{{code}},"rate":125,"unit":"ohm","gain":200,"offset":0}""");

    private static byte[] Birth(string channel) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"epoch":1,"model":"m","serial":"s","channels":[{{channel}}]}""");

    private async Task<string?[]> KindsAsync() =>
        [
            .. (await _ward.GetAsync("/api/ward"))
                .EnumerateArray()
                .SelectMany(b => b.GetProperty("alarms").EnumerateArray())
                .Select(a => a.GetProperty("kind").GetString()),
        ];

    private static async Task<MqttClientPublishReasonCode> Publish(ReconnectingMqttClient client, string device) =>
        await client.PublishAsync(
            $"wg/v1/site/icu/{device}/birth",
            Birth("""{"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200,"offset":0}"""),
            MqttQualityOfServiceLevel.AtLeastOnce
        );

    private async Task<string> Register(string device) =>
        (
            await (
                await _ward.Http.PostAsJsonAsync("/api/devices", new { device })
            ).Content.ReadFromJsonAsync<JsonElement>()
        )
            .GetProperty("password")
            .GetString()!;
}
