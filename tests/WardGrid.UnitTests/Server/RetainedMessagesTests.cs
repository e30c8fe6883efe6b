using System.Buffers;
using System.Net.Http.Json;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.UnitTests.Mqtt;

namespace WardGrid.UnitTests.Server;

/// <summary>Old messages that the hospital's broker kept are not raised after a restart.</summary>
public sealed class RetainedMessagesTests : IDisposable
{
    private const string Topic = "wg/v1/site/icu/monitor-9/";

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-retained-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_alarm_of_this_morning_and_the_death_of_before_raise_nothing_after_a_restart()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var address = $"mqtt://{broker.Host}:{broker.Port}";
        await using (var first = await RunningWard.StartAsync(_folder, "--broker", address))
        {
            (await first.Http.PostAsJsonAsync("/api/devices", new { device = "monitor-9" })).EnsureSuccessStatusCode();
            (
                await first.Http.PostAsJsonAsync(
                    "/api/beds/bed-9/binding",
                    new { device = "monitor-9", patientName = "Ada Example" }
                )
            ).EnsureSuccessStatusCode();
        }

        await using var device = new ReconnectingMqttClient(
            MqttConnectionOptions.FromAddress(address) with
            {
                ClientId = "monitor-9",
            }
        );
        await device.ConnectAsync();
        var morning = DateTimeOffset.UtcNow.AddHours(-5).ToUnixTimeMilliseconds() * 1000;
        await KeepAsync(
            device,
            "birth",
            """
            {"epoch":1,"model":"m","serial":"s","channels":[
              {"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200,"offset":0}]}
            """
        );
        await KeepAsync(
            device,
            "alert",
            $$"""{"epoch":1,"time":{{morning}},"id":"a-1","phase":"start","kind":"VF","priority":"high","text":"VF"}"""
        );
        await KeepAsync(device, "num", $$"""{"epoch":1,"time":{{morning}},"v":{"147842":71} }""");
        await KeepAsync(device, "death", "");

        await using var again = await RunningWard.StartAsync(_folder, "--broker", address);
        var refused = 0;
        await Eventually.UntilAsync(
            () => refused >= 2,
            async () => refused = (await again.GetAsync("/api/devices/monitor-9/refused")).GetArrayLength()
        );

        var bed = (await again.GetAsync("/api/ward")).EnumerateArray().ShouldHaveSingleItem();
        bed.GetProperty("alarms").GetArrayLength().ShouldBe(0, bed.GetProperty("alarms").ToString());
        bed.GetProperty("heartRate").ValueKind.ShouldBe(JsonValueKind.Null);
        (await again.GetAsync("/api/devices/monitor-9/refused"))
            .ToString()
            .ShouldContain("the broker had kept alarm a-1 of");
    }

    /// <summary>Whether anybody listens already is all the same: the broker keeps it.</summary>
    private static async Task KeepAsync(ReconnectingMqttClient device, string kind, string payload)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(payload);
        var answer = await device.PublishAsync(
            Topic + kind,
            bytes,
            MqttQualityOfServiceLevel.AtLeastOnce,
            retain: true
        );
        (answer < MqttClientPublishReasonCode.UnspecifiedError).ShouldBeTrue($"{answer}");
    }
}
