using System.Buffers;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using WardGrid.Mqtt;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Synthesis;

namespace WardGrid.Tests.Server;

/// <summary>The real process, killed in the middle of a ward.</summary>
public sealed class KilledServerTests : IDisposable
{
    private const string Topic = "wg/v1/site/icu/monitor-7/";

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_server_loses_no_acknowledged_alarm_verdict_or_binding()
    {
        string alarmId;
        await using (var ward = await RunningWard.StartAsync(_folder))
        {
            var registered = await (await ward.Http.PostAsJsonAsync("/api/devices", new { device = "monitor-7", model = "Simulated" })).Content.ReadFromJsonAsync<JsonElement>();
            var bound = await ward.Http.PostAsJsonAsync("/api/beds/bed-7/binding", new { device = "monitor-7", patientName = "Ada Example", patientId = "p-7" });
            bound.EnsureSuccessStatusCode();

            await using var device = await ward.ConnectAsync("monitor-7", registered.GetProperty("password").GetString()!);
            await PlayAsync(device);
            var acknowledged = await device.PublishAsync(Topic + "alert", Alert("a-1"), QualityOfService.AtLeastOnce);
            acknowledged.ShouldBe(ReasonCode.Success);

            alarmId = Alarms(await ward.GetAsync("/api/ward")).Single(a => a.GetProperty("origin").GetString() == "Monitor").GetProperty("id").GetString()!;
            (await ward.Http.PostAsJsonAsync($"/api/alarms/{alarmId}/review", new { verdict = "False", note = "artefact" })).EnsureSuccessStatusCode();
            (await ward.Http.PostAsync($"/api/alarms/{alarmId}/acknowledge", null)).EnsureSuccessStatusCode();
            await ward.KillAsync();
        }

        await using var again = await RunningWard.StartAsync(_folder);
        var bed = (await again.GetAsync("/api/ward")).EnumerateArray().ShouldHaveSingleItem();
        bed.GetProperty("bed").GetString().ShouldBe("bed-7");
        bed.GetProperty("patientId").GetString().ShouldBe("p-7");
        bed.GetProperty("connected").GetBoolean().ShouldBeFalse();

        var card = await again.GetAsync($"/api/alarms/{alarmId}");
        card.GetProperty("alarm").GetProperty("verdict").ValueKind.ShouldBe(JsonValueKind.String);
        card.GetProperty("alarm").GetProperty("acknowledgedBy").GetString().ShouldBe("unnamed");
        card.GetProperty("reviews").EnumerateArray().ShouldHaveSingleItem().GetProperty("note").GetString().ShouldBe("artefact");
        card.GetProperty("hasStrip").GetBoolean().ShouldBeTrue();

        // It lasts still: the monitor has not ended it.
        Alarms(await again.GetAsync("/api/ward")).ShouldContain(a => a.GetProperty("id").GetString() == alarmId);
    }

    private static IEnumerable<JsonElement> Alarms(JsonElement ward) => ward.EnumerateArray().SelectMany(b => b.GetProperty("alarms").EnumerateArray());

    private static async Task PlayAsync(WardGrid.Mqtt.Client.MqttClient device)
    {
        var start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
        var monitor = new SimulatedMonitor(1, Scenarios.Quiet, new(1, "Simulated", "7", SimulatedMonitor.UsualChannels), start);
        var payload = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds < 20)
        {
            payload.ResetWrittenCount();
            var kind = monitor.Next(payload);
            var topic = Topic + kind switch { MessageKind.Birth => "birth", MessageKind.Wave => "wave", _ => "num" };
            (await device.PublishAsync(topic, payload.WrittenMemory.ToArray(), QualityOfService.AtLeastOnce)).ShouldBe(ReasonCode.Success);
        }
    }

    private static byte[] Alert(string id)
    {
        var payload = new ArrayBufferWriter<byte>();
        DeviceAlertJson.Write(payload, new(1, 1, id, AlertPhase.Start, "VT", "high", 19 * 250, "*** V-TACH"));
        return payload.WrittenSpan.ToArray();
    }
}
