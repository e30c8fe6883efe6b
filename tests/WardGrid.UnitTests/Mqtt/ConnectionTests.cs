using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Mqtt;
using WardGrid.UnitTests.Mqtt.Packets;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>Connections by their packets: admission, keep-alive, goodbye, take-over.</summary>
public sealed class ConnectionTests
{
    private const string Wave = "wg/v1/h/icu/m1/wave";
    private const string Death = "wg/v1/h/icu/m1/death";
    private const string Command = "wg/v1/h/icu/m1/cmd";

    [Fact]
    public async Task A_device_of_5_is_told_the_endpoints_limits()
    {
        using var ward = new SilentWard(o =>
            (o.ReceiveMaximum, o.MaximumPacketSize, o.TopicAliasMaximum) = (33, 5000, 4)
        );
        var answer = await ward.Device().ConnectedAsync("", c => c with { SessionExpirySeconds = uint.MaxValue });
        answer.ReceiveMaximum.ShouldBe((ushort)33);
        answer.MaximumPacketSize.ShouldBe(5000u);
        answer.TopicAliasMaximum.ShouldBe((ushort)4);
        answer.SessionExpirySeconds.ShouldBe(1u, "no session outlives its connection, and MQTTnet cannot say 0");
        answer.AssignedClientId.ShouldNotBeNullOrEmpty();
    }

    /// <summary>MQTT lets a client send behind CONNECT without waiting for CONNACK (3.1.4).</summary>
    [Theory]
    [InlineData(MqttProtocolVersion.V311), InlineData(MqttProtocolVersion.V500)]
    public async Task What_comes_in_the_same_bytes_as_connect_is_taken_at_once(MqttProtocolVersion version)
    {
        using var ward = new SilentWard();
        var device = ward.Device(version);
        await device.ConnectAndPublishAsync(Wave, "born", id: 7);

        (await device.AnswerAsync()).Reason.ShouldBe(ReasonCode.Success);
        (await device.AckAsync(PacketType.PubAck)).PacketId.ShouldBe((ushort)7);
        (await ward.Host.NextAsync()).Text.ShouldBe("born");
    }

    [Fact]
    public async Task A_connection_without_connect_is_dropped_after_ten_seconds_and_counted()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.SendAsync(0x10, 0x20, 0, 4);

        ward.Clock.Advance(TimeSpan.FromSeconds(9));
        device.Served.IsCompleted.ShouldBeFalse();
        ward.Clock.Advance(TimeSpan.FromSeconds(2));

        (await device.NextOrEndAsync()).ShouldBeNull();
        var refusal = await ward.Host.NextRefusalAsync();
        (refusal.Detail, refusal.RemoteAddress, refusal.ClientId).ShouldBe(
            ("no complete CONNECT within 10 s", "bed 7", null)
        );
    }

    [Fact]
    public async Task A_device_silent_for_one_and_a_half_times_its_keep_alive_is_dropped_and_its_will_published()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync(change: c =>
            c with
            {
                KeepAliveSeconds = 10,
                Will = new(Death, "gone"u8.ToArray()),
            }
        );

        ward.Clock.Advance(TimeSpan.FromSeconds(14));
        await device.SettledAsync();
        ward.Clock.Advance(TimeSpan.FromSeconds(14));
        await device.SettledAsync();
        ward.Clock.Advance(TimeSpan.FromSeconds(16));

        (await device.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.KeepAliveTimeout);
        (await ward.Host.NextAsync()).IsWill.ShouldBeTrue();
        ward.Endpoint.Counters.Refused(ReasonCode.KeepAliveTimeout).ShouldBe(1);
    }

    [Fact]
    public async Task Subscriptions_and_acknowledgements_count_against_the_keep_alive_as_every_packet_does()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync(change: c => c with { KeepAliveSeconds = 10 });
        for (var i = 0; i < 4; i++)
        {
            ward.Clock.Advance(TimeSpan.FromSeconds(9));
            await device.SubscribedAsync(new SubscriptionRequest(Command, MqttQualityOfServiceLevel.AtLeastOnce));
        }

        await device.SettledAsync();
    }

    [Fact]
    public async Task A_packet_that_is_dribbled_byte_by_byte_is_not_waited_for()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.SendAsync(0x30, 100, 0, 4);
        await device.SendAsync((byte)'w');
        ward.Clock.Advance(TimeSpan.FromSeconds(20));
        await device.SendAsync((byte)'g');
        ward.Clock.Advance(TimeSpan.FromSeconds(11));

        (await device.GoodbyeAsync()).ReasonString.ShouldBe("a packet was begun and not finished");
    }

    [Fact]
    public async Task Goodbye_publishes_no_will_unless_it_asks_for_it()
    {
        using var ward = new SilentWard();
        var polite = ward.Device();
        await polite.ConnectedAsync(change: c => c with { Will = new(Death, "gone"u8.ToArray()) });
        await polite.SendAsync(new DisconnectPacket());
        await polite.Served;
        ward.Host.Taken().ShouldBeEmpty();

        var asking = ward.Device();
        await asking.ConnectedAsync(change: c => c with { Will = new(Death, "gone"u8.ToArray()) });
        await asking.SendAsync(new DisconnectPacket(ReasonCode.DisconnectWithWill));
        await asking.Served;
        ward.Host.Taken().ShouldHaveSingleItem().IsWill.ShouldBeTrue();
    }

    [Fact]
    public async Task A_will_with_a_delay_is_published_at_once_since_no_session_outlives_its_connection()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync(change: c =>
            c with
            {
                CleanStart = false,
                SessionExpirySeconds = 60,
                Will = new(Death, "gone"u8.ToArray(), DelaySeconds: 10),
            }
        );
        device.HangUp();
        await device.Served;
        ward.Host.Taken().ShouldHaveSingleItem().Text.ShouldBe("gone");
    }

    [Fact]
    public async Task A_will_for_a_topic_that_the_device_may_not_use_is_refused_with_the_connection()
    {
        using var ward = new SilentWard();
        (
            await ward.Device().ConnectedAsync(change: c => c with { Will = new("other/death", "gone"u8.ToArray()) })
        ).Reason.ShouldBe(ReasonCode.NotAuthorised);
        (
            await ward.Device().ConnectedAsync(change: c => c with { Will = new("wg/#", "gone"u8.ToArray()) })
        ).Reason.ShouldBe(ReasonCode.TopicNameInvalid);
    }

    [Fact]
    public async Task A_device_that_connects_again_takes_over_and_its_will_comes_before_its_new_messages()
    {
        using var ward = new SilentWard();
        var old = ward.Device();
        await old.ConnectedAsync(change: c => c with { Will = new(Death, "gone"u8.ToArray()) });

        var fresh = ward.Device();
        await fresh.ConnectedAsync();
        await fresh.PublishAsync(Wave, "alive");

        (await old.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.SessionTakenOver);
        (await ward.Host.NextAsync()).Text.ShouldBe("gone");
        (await ward.Host.NextAsync()).Text.ShouldBe("alive");
        ward.Endpoint.Counters.RefusedInAll.ShouldBe(0);
    }

    [Fact]
    public async Task Another_users_device_cannot_be_pushed_off_line_by_its_identifier()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();

        (await ward.Device().ConnectedAsync("m1", c => c with { UserName = "intruder" })).Reason.ShouldBe(
            ReasonCode.ClientIdentifierNotValid
        );

        await device.PublishAsync(Wave, "still here", MqttQualityOfServiceLevel.AtLeastOnce, id: 1);
        await device.AckAsync(PacketType.PubAck);
    }

    [Fact]
    public async Task No_session_outlives_its_connection_whatever_the_device_asks_for()
    {
        using var ward = new SilentWard();
        ConnectPacket Terms(ConnectPacket c) => c with { CleanStart = false, SessionExpirySeconds = 60 };
        var device = ward.Device();
        (await device.ConnectedAsync(change: Terms)).SessionPresent.ShouldBeFalse();
        (
            await device.SubscribedAsync(new SubscriptionRequest(Command, MqttQualityOfServiceLevel.AtLeastOnce))
        ).Reasons.ShouldBe([ReasonCode.GrantedQoS1]);
        (await ward.Endpoint.PublishAsync(Command, "while there"u8.ToArray())).ShouldBeTrue();
        device.HangUp();
        await device.Served;
        (await ward.Endpoint.PublishAsync(Command, "while away"u8.ToArray())).ShouldBeFalse();

        device = ward.Device();
        (await device.ConnectedAsync(change: Terms)).SessionPresent.ShouldBeFalse();
        (await ward.Endpoint.PublishAsync(Command, "not subscribed"u8.ToArray())).ShouldBeFalse();
    }

    [Fact]
    public async Task A_clean_start_forgets_the_session()
    {
        using var ward = new SilentWard();
        var device = ward.Device(MqttProtocolVersion.V311);
        await device.ConnectedAsync(change: c => c with { CleanStart = false });
        await device.SubscribedAsync(new SubscriptionRequest(Command, MqttQualityOfServiceLevel.AtLeastOnce));
        device.HangUp();
        await device.Served;

        device = ward.Device(MqttProtocolVersion.V311);
        (await device.ConnectedAsync()).SessionPresent.ShouldBeFalse();
        (await ward.Endpoint.PublishAsync(Command, "x"u8.ToArray())).ShouldBeFalse();
    }

    [Fact]
    public async Task Beyond_the_bound_of_connections_the_next_is_turned_away()
    {
        using var ward = new SilentWard(o => o.MaximumConnections = 1);
        await ward.Device().ConnectedAsync();
        await ward.Device().Served;
        ward.Endpoint.Counters.Refused(ReasonCode.ServerBusy).ShouldBe(1);
    }

    [Fact]
    public async Task A_retired_device_is_disconnected_with_the_reason()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        ward.Endpoint.Disconnect("m1", ReasonCode.AdministrativeAction, "the device was retired").ShouldBeTrue();
        var goodbye = await device.GoodbyeAsync();
        (goodbye.Reason, goodbye.ReasonString).ShouldBe((ReasonCode.AdministrativeAction, "the device was retired"));
        ward.Endpoint.Disconnect("m2", ReasonCode.AdministrativeAction, "").ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_that_cannot_be_asked_lets_nobody_in()
    {
        using var ward = new SilentWard();
        ward.Host.Admitting = _ => throw new InvalidOperationException("the store is closed");
        (await ward.Device().ConnectedAsync()).Reason.ShouldBe(ReasonCode.ServerUnavailable);
        (await ward.Host.NextRefusalAsync()).Detail.ShouldContain("the store is closed");
    }
}
