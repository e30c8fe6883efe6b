using MQTTnet.Packets;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Devices;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Mqtt;

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
    public void A_broker_address_is_read(
        string address,
        string host,
        int port,
        string? user,
        string? password,
        bool tls
    )
    {
        var options = MqttConnectionOptions.FromAddress(address);
        (options.Host, options.Port, options.UserName, options.Password, options.Tls is not null).ShouldBe(
            (host, port, user, password, tls)
        );
    }

    [Theory]
    [InlineData("broker"), InlineData("http://broker"), InlineData("mqtt://"), InlineData("")]
    public void What_is_no_broker_address_is_refused_in_words(string address) =>
        Should
            .Throw<FormatException>(() => MqttConnectionOptions.FromAddress(address))
            .Message.ShouldContain("mqtt://");

    [Fact]
    public void A_window_of_commands_keeps_their_order_and_the_clients_bound()
    {
        var sent = new List<ushort>();
        var lost = new List<ushort>();
        var window = new CommandWindow(
            quota: 2,
            maximumQueued: 1,
            packet => Add(sent, ((MqttPublishPacket)packet).PacketIdentifier),
            packet => Add(lost, packet.PacketIdentifier)
        );
        for (ushort id = 1; id <= 4; id++)
            window.Send(new() { PacketIdentifier = id });
        sent.ShouldBe([1, 2]);
        lost.ShouldBe([4]);

        window.Acknowledge(2).ShouldBeTrue();
        window.Acknowledge(2).ShouldBeFalse();
        sent.ShouldBe([1, 2, 3]);
    }

    private static bool Add(List<ushort> to, ushort id)
    {
        to.Add(id);
        return true;
    }
}
