using System.Net.Http.Json;
using MQTTnet;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Server;

/// <summary>Clients that come in without a password, as DEMO devices.</summary>
public sealed class DemoAdmissionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-demo-").FullName;
    private RunningWard _ward = null!;

    public async ValueTask InitializeAsync() => _ward = await RunningWard.StartAsync(_folder, "--Demo:Admit", "true");

    public async ValueTask DisposeAsync()
    {
        await _ward.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_demo_client_never_publishes_for_a_registered_device_that_serves_a_patient()
    {
        await _ward.Http.PostAsJsonAsync("/api/devices", new { device = "monitor-1" });
        await _ward.Http.PostAsJsonAsync(
            "/api/beds/bed-1/binding",
            new { device = "monitor-1", patientName = "Ada Example" }
        );
        await using var demo = await _ward.ConnectAsync("demo", "");

        (await PublishBirth(demo, "monitor-1")).ShouldBe(MqttClientPublishReasonCode.NotAuthorized);

        var bed = await _ward.GetAsync("/api/beds/bed-1");
        bed.GetProperty("model").GetString().ShouldBe("", "nothing of the demo client reached the patient");
        bed.GetProperty("connected").GetBoolean().ShouldBeFalse();
        (await PublishBirth(demo, "bed-9")).ShouldBe(MqttClientPublishReasonCode.Success, "a DEMO device of its own");
    }

    [Fact]
    public async Task A_demo_client_loses_a_device_that_is_registered_meanwhile()
    {
        await using var demo = await _ward.ConnectAsync("demo", "");
        (await PublishBirth(demo, "bed-9")).ShouldBe(MqttClientPublishReasonCode.Success);

        var registered = await _ward.Http.PostAsJsonAsync("/api/devices", new { device = "bed-9", again = true });
        registered.EnsureSuccessStatusCode();

        (await PublishBirth(demo, "bed-9")).ShouldBe(MqttClientPublishReasonCode.NotAuthorized);
    }

    private static async Task<MqttClientPublishReasonCode> PublishBirth(ReconnectingMqttClient client, string device) =>
        await client.PublishAsync(
            $"wg/v1/site/icu/{device}/birth",
            """
            {"epoch":1,"model":"FAKE","serial":"s","channels":[
              {"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200,"offset":0}]}
            """u8.ToArray(),
            MqttQualityOfServiceLevel.AtLeastOnce
        );
}
