using Shouldly;
using WardGrid.Mqtt;
using WardGrid.Mqtt.Client;
using WardGrid.Mqtt.Sessions;

namespace WardGrid.Tests.Mqtt;

/// <summary>The parts of client and session that have no I/O.</summary>
public sealed class ClientPartsTests
{
    [Fact]
    public void Pauses_double_to_their_bound_and_are_spread_below_it()
    {
        var pause = new ReconnectPause(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), new Random(1));
        foreach (var bound in new[] { 1, 2, 4, 8, 10, 10 })
            pause.Next().TotalSeconds.ShouldBeInRange(bound / 2.0, bound);
        pause.Reset();
        pause.Next().TotalSeconds.ShouldBeInRange(0.5, 1);
    }

    [Theory]
    [InlineData("mqtt://broker", "broker", 1883, null, null, false)]
    [InlineData("mqtt://ward:s%40fe@10.0.0.7:1884", "10.0.0.7", 1884, "ward", "s@fe", false)]
    [InlineData("mqtts://broker", "broker", 8883, null, null, true)]
    public void A_broker_address_is_read(string address, string host, int port, string? user, string? password, bool tls)
    {
        var options = MqttConnectionOptions.FromAddress(address);
        (options.Host, options.Port, options.UserName, options.Password, options.Tls is not null).ShouldBe((host, port, user, password, tls));
    }

    [Theory]
    [InlineData("broker"), InlineData("http://broker"), InlineData("mqtt://"), InlineData("")]
    public void What_is_no_broker_address_is_refused_in_words(string address) =>
        Should.Throw<FormatException>(() => MqttConnectionOptions.FromAddress(address)).Message.ShouldContain("mqtt://");

    [Fact]
    public void A_device_set_aside_comes_back_when_the_host_has_caught_up()
    {
        var lane = new DeviceLane(maximumPending: 2);
        lane.Begin();
        lane.Obstacle.ShouldBeNull();
        lane.Begin();
        lane.Obstacle!.ShouldContain("2 messages of this device wait");
        lane.End(wasLate: false);
        lane.Obstacle.ShouldBeNull();
        lane.BecomesLate();
        lane.Obstacle!.ShouldContain("not taken in time");
        lane.End(wasLate: true);
        lane.Obstacle.ShouldBeNull();
    }

    [Fact]
    public void A_subscribers_window_keeps_order_and_reuses_no_identifier_under_way()
    {
        var window = new OutboundWindow(maximumQueued: 3) { Quota = 2 };
        for (var i = 0; i < 3; i++)
            window.TryQueue(new($"t/{i}", [], QualityOfService.AtLeastOnce)).ShouldBeTrue();
        window.TryQueue(new("t/3", [], QualityOfService.AtLeastOnce)).ShouldBeFalse();

        window.TryTakeNext(out var first, out var message).ShouldBeTrue();
        message.Topic.ShouldBe("t/0");
        window.TryTakeNext(out var second, out _).ShouldBeTrue();
        second.ShouldNotBe(first);
        window.TryTakeNext(out _, out _).ShouldBeFalse("two are under way");

        window.Acknowledge(second).ShouldBeTrue();
        window.Acknowledge(second).ShouldBeFalse();
        window.TryTakeNext(out var third, out message).ShouldBeTrue();
        message.Topic.ShouldBe("t/2");
        third.ShouldNotBe(first);
        window.InFlight.Select(m => m.PacketId).ShouldBe([first, third]);
    }
}
