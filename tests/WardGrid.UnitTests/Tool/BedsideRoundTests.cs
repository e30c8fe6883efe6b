using System.Text;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Bedside;
using WardGrid.UnitTests.Mqtt;

namespace WardGrid.UnitTests.Tool;

public class BedsideRoundTests
{
    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    public async Task Devices_are_born_play_every_message_and_say_goodbye(MqttQualityOfServiceLevel waves)
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        BedsideDevice[] devices = [Device(endpoint, "bed-1", waves), Device(endpoint, "bed-2", waves)];
        var round = new BedsideRound(devices);
        var connected = 0;

        await round.ConnectAsync(() => connected++, TestContext.Current.CancellationToken);
        foreach (var device in devices)
            device.Play(Monitor(device.Birth));
        await round.PlayAsync([0, 0.01], null, TestContext.Current.CancellationToken);
        await round.LeaveAsync("the end");
        foreach (var device in devices)
            await device.DisposeAsync();

        connected.ShouldBe(2);
        var received = endpoint.Host.Taken();
        foreach (var device in devices)
        {
            var mine = received.Where(r => r.Topic.Contains(device.Name)).ToArray();
            mine.Select(r => r.Topic.Split('/')[^1])
                .ShouldBe(["birth", "wave", "wave", "wave", "wave", "alert", "wave", "wave", "wave", "wave", "death"]);
            mine[0].Retain.ShouldBeTrue();
            mine[^1].IsWill.ShouldBeFalse();
            mine[^1].Text.ShouldBe("""{"reason":"the end"}""");
            mine.Where(r => r.Topic.EndsWith("wave")).ShouldAllBe(r => r.QoS == waves);
            device.Frames.ShouldBe(8);
            device.Lost.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_device_is_born_again_when_the_server_asks_for_it()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        await using var device = Device(endpoint, "bed-1", MqttQualityOfServiceLevel.AtMostOnce);
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        await endpoint.Host.NextAsync();

        (
            await endpoint.Endpoint.PublishAsync("wg/v1/demo/W/bed-1/cmd", """{"do":"rebirth"}"""u8.ToArray())
        ).ShouldBeTrue();

        (await endpoint.Host.NextAsync()).Topic.ShouldEndWith("bed-1/birth");
    }

    private static BedsideDevice Device(RunningEndpoint endpoint, string name, MqttQualityOfServiceLevel waves) =>
        new(endpoint.Device(), "demo", "W", name, new(1, "test", name, RecordingChannels.Declare(Header)), waves);

    private static RecordingHeader Header =>
        RecordingHeaderReader.Read(Encoding.Latin1.GetBytes("made 1 250\nmade.dat 16 200/mV 16 0 0 0 0 II\n"));

    // Two seconds at a hundredfold speed: the test takes 20 ms.
    private static ReplayedMonitor Monitor(DeviceBirth birth) =>
        new(
            RecordingReader.Read(Header, new Dictionary<string, byte[]> { ["made.dat"] = new byte[1000] }),
            new("VT", 250, ""),
            birth,
            0,
            speed: 100
        );
}
