using System.Text;
using Shouldly;
using WardGrid.Mqtt;
using WardGrid.Mqtt.Packets;

namespace WardGrid.Tests.Mqtt;

/// <summary>Messages by their packets: acknowledgement, QoS 2, aliases, permission, retention, subscriptions.</summary>
public sealed class MessageTests
{
    private const string Wave = "wg/v1/h/icu/m1/wave";
    private const string Command = "wg/v1/h/icu/m1/cmd";

    [Fact]
    public async Task Acknowledgements_keep_the_order_of_arrival_whatever_the_host_finishes_first()
    {
        using var ward = new SilentWard();
        var turns = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<ReasonCode>()).ToArray();
        ward.Host.Accepting = message => new(turns[int.Parse(message.Text)].Task);
        var device = ward.Device();
        await device.ConnectedAsync();
        for (ushort i = 0; i < 3; i++)
            await device.PublishAsync(Wave, $"{i}", QualityOfService.AtLeastOnce, id: (ushort)(i + 10));
        (await ward.Host.NextAsync()).Text.ShouldBe("0");
        (await ward.Host.NextAsync()).Text.ShouldBe("1");
        (await ward.Host.NextAsync()).Text.ShouldBe("2");

        turns[2].SetResult(ReasonCode.Success);
        turns[1].SetResult(ReasonCode.QuotaExceeded);
        turns[0].SetResult(ReasonCode.Success);

        (await device.AckAsync(PacketType.PubAck)).ShouldBe(new(PacketType.PubAck, 10));
        (await device.AckAsync(PacketType.PubAck)).ShouldBe(new(PacketType.PubAck, 11, ReasonCode.QuotaExceeded));
        (await device.AckAsync(PacketType.PubAck)).ShouldBe(new(PacketType.PubAck, 12));
    }

    [Fact]
    public async Task Messages_without_acknowledgement_go_on_however_long_an_alert_waits_for_its_own()
    {
        using var ward = new SilentWard(o => o.ReceiveMaximum = 4);
        var turn = new TaskCompletionSource<ReasonCode>();
        ward.Host.Accepting = message => message.Text == "alert" ? new(turn.Task) : new(ReasonCode.Success);
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.PublishAsync(Wave, "alert", QualityOfService.AtLeastOnce, id: 7);
        for (var i = 0; i < 20; i++)
            await device.PublishAsync(Wave, $"{i}");
        ward.Host.Taken().Count.ShouldBe(21);

        turn.SetResult(ReasonCode.Success);
        (await device.AckAsync(PacketType.PubAck)).ShouldBe(new(PacketType.PubAck, 7));
    }

    [Fact]
    public async Task A_slow_host_is_handed_no_more_than_the_receive_maximum_of_one_device_and_other_devices_go_on()
    {
        using var ward = new SilentWard(o => o.ReceiveMaximum = 4);
        var turn = new TaskCompletionSource<ReasonCode>();
        ward.Host.Accepting = message => message.ClientId == "slow" ? new(turn.Task) : new(ReasonCode.Success);
        var slow = ward.Device();
        await slow.ConnectedAsync("slow");
        for (var i = 0; i < 10; i++)
            await slow.PublishAsync(Wave, $"{i}");
        ward.Host.Taken().Count.ShouldBe(4);

        var quick = ward.Device();
        await quick.ConnectedAsync("quick");
        await quick.PublishAsync(Wave, "x", QualityOfService.AtLeastOnce, id: 1);
        await quick.AckAsync(PacketType.PubAck);
        ward.Host.Taken().Count.ShouldBe(1);

        turn.SetResult(ReasonCode.Success);
        for (var i = 4; i < 10; i++)
            (await ward.Host.NextAsync()).Text.ShouldBe($"{i}");
    }

    [Fact]
    public async Task A_host_that_fails_ends_the_connection_without_acknowledging()
    {
        using var ward = new SilentWard();
        ward.Host.Accepting = _ => throw new InvalidOperationException("out of order");
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.PublishAsync(Wave, "x", QualityOfService.AtLeastOnce, id: 1);
        (await device.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.ImplementationError);
        (await ward.Host.NextRefusalAsync()).Detail.ShouldContain("out of order");
    }

    [Theory]
    [InlineData(MqttVersion.V311), InlineData(MqttVersion.V500)]
    public async Task QoS_2_is_handed_over_once_however_often_it_is_repeated(MqttVersion version)
    {
        using var ward = new SilentWard();
        var device = ward.Device(version);
        await device.ConnectedAsync();
        await device.PublishAsync(Wave, "once", QualityOfService.ExactlyOnce, id: 5);
        await device.AckAsync(PacketType.PubRec);
        await device.PublishAsync(Wave, "once", QualityOfService.ExactlyOnce, id: 5, duplicate: true);
        await device.AckAsync(PacketType.PubRec);
        await device.SendAsync(new AckPacket(PacketType.PubRel, 5));
        (await device.AckAsync(PacketType.PubComp)).Reason.ShouldBe(ReasonCode.Success);
        ward.Host.Taken().Count.ShouldBe(1);

        await device.PublishAsync(Wave, "a new message", QualityOfService.ExactlyOnce, id: 5);
        await device.AckAsync(PacketType.PubRec);
        ward.Host.Taken().ShouldHaveSingleItem().Text.ShouldBe("a new message");
    }

    [Fact]
    public async Task QoS_2_stays_once_across_a_reconnect_of_a_kept_session()
    {
        using var ward = new SilentWard();
        ConnectPacket Terms(ConnectPacket c) => c with { CleanStart = false, SessionExpirySeconds = 60 };
        var device = ward.Device();
        await device.ConnectedAsync(change: Terms);
        await device.PublishAsync(Wave, "once", QualityOfService.ExactlyOnce, id: 5);
        device.HangUp();
        await device.Served;

        device = ward.Device();
        await device.ConnectedAsync(change: Terms);
        await device.PublishAsync(Wave, "once", QualityOfService.ExactlyOnce, id: 5, duplicate: true);
        await device.AckAsync(PacketType.PubRec);
        ward.Host.Taken().Count.ShouldBe(1);
    }

    [Fact]
    public async Task More_QoS_2_under_way_than_allowed_ends_the_connection()
    {
        using var ward = new SilentWard(o => o.ReceiveMaximum = 2);
        var device = ward.Device();
        await device.ConnectedAsync();
        for (ushort id = 1; id <= 3; id++)
            await device.PublishAsync(Wave, "x", QualityOfService.ExactlyOnce, id);
        await device.AckAsync(PacketType.PubRec);
        await device.AckAsync(PacketType.PubRec);
        (await device.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.ReceiveMaximumExceeded);
    }

    [Fact]
    public async Task A_topic_alias_stands_for_the_topic_that_it_was_given()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        byte[] topic = Encoding.UTF8.GetBytes(Wave);
        await device.SendAsync([0x30, (byte)(topic.Length + 7), 0, (byte)topic.Length, .. topic, 3, 0x23, 0, 2, (byte)'a']);
        await device.SendAsync(0x30, 7, 0, 0, 3, 0x23, 0, 2, (byte)'b');
        ward.Host.Taken().Select(m => $"{m.Topic} {m.Text}").ShouldBe([$"{Wave} a", $"{Wave} b"]);

        await device.SendAsync(0x30, 7, 0, 0, 3, 0x23, 0, 9, (byte)'c');
        (await device.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.TopicAliasInvalid);
    }

    [Fact]
    public async Task A_topic_that_the_device_may_not_use_is_refused_and_counted_and_the_device_stays()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.PublishAsync("other/topic", "x", QualityOfService.AtLeastOnce, id: 1, retain: true);
        (await device.AckAsync(PacketType.PubAck)).Reason.ShouldBe(ReasonCode.NotAuthorised);
        (await ward.Host.NextRefusalAsync()).ShouldSatisfyAllConditions(r => r.Topic.ShouldBe("other/topic"), r => r.ClientId.ShouldBe("m1"));
        ward.Host.Taken().ShouldBeEmpty();
        ward.Endpoint.RetainedMessages.Count.ShouldBe(0);
        ward.Endpoint.Counters.Refused(ReasonCode.NotAuthorised).ShouldBe(1);

        await device.PublishAsync(Wave, "x", QualityOfService.AtLeastOnce, id: 2);
        (await device.AckAsync(PacketType.PubAck)).Reason.ShouldBe(ReasonCode.Success);
    }

    [Fact]
    public async Task Only_allowed_and_valid_filters_are_granted()
    {
        using var ward = new SilentWard(o => o.MaximumSubscriptionsPerSession = 1);
        var device = ward.Device();
        await device.ConnectedAsync();
        var answer = await device.SubscribedAsync(new(Command, QualityOfService.ExactlyOnce), new("#", QualityOfService.AtMostOnce), new("wg/a#", QualityOfService.AtMostOnce),
            new("$share/g/wg/#", QualityOfService.AtMostOnce), new("wg/v1/other", QualityOfService.AtMostOnce), new(Command, QualityOfService.AtMostOnce));
        answer.Reasons.ShouldBe([ReasonCode.GrantedQoS1, ReasonCode.NotAuthorised, ReasonCode.TopicFilterInvalid, ReasonCode.SharedSubscriptionsNotSupported, ReasonCode.QuotaExceeded, ReasonCode.Success]);
    }

    [Fact]
    public async Task A_retained_birth_is_given_to_later_subscribers_and_an_empty_one_forgets_it()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.PublishAsync("wg/v1/h/icu/m1/birth", "born", QualityOfService.AtLeastOnce, id: 1, retain: true);
        await device.AckAsync(PacketType.PubAck);

        var reader = ward.Device();
        await reader.ConnectedAsync("reader");
        await reader.SubscribedAsync(new SubscriptionRequest("wg/v1/+/+/+/birth", QualityOfService.AtLeastOnce));
        var (header, body) = await reader.NextAsync(PacketType.Publish);
        var birth = PublishPacket.Read(header, body, MqttVersion.V500);
        (Encoding.UTF8.GetString(birth.Payload), birth.Retain, birth.QoS).ShouldBe(("born", true, QualityOfService.AtLeastOnce));

        await device.PublishAsync("wg/v1/h/icu/m1/birth", "", QualityOfService.AtLeastOnce, id: 2, retain: true);
        ward.Endpoint.RetainedMessages.Count.ShouldBe(0);
    }

    [Fact]
    public async Task What_waits_for_an_absent_subscriber_is_bounded_and_the_rest_counted()
    {
        using var ward = new SilentWard(o => o.MaximumQueuedPerSession = 5);
        var device = ward.Device();
        await device.ConnectedAsync(change: c => c with { CleanStart = false, SessionExpirySeconds = 60 });
        await device.SubscribedAsync(new SubscriptionRequest(Command, QualityOfService.AtLeastOnce));
        device.HangUp();
        await device.Served;

        for (var i = 0; i < 8; i++)
            ward.Endpoint.Publish(Command, "x"u8);

        ward.Endpoint.Counters.Dropped.ShouldBe(3);
    }

    [Fact]
    public async Task No_more_commands_are_under_way_than_the_device_takes()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync(change: c => c with { ReceiveMaximum = 2 });
        await device.SubscribedAsync(new SubscriptionRequest(Command, QualityOfService.AtLeastOnce));
        for (var i = 0; i < 3; i++)
            ward.Endpoint.Publish(Command, Encoding.UTF8.GetBytes($"{i}"));
        var first = PublishPacket.Read(new(0x32), (await device.NextAsync(PacketType.Publish)).Body, MqttVersion.V500).PacketId;
        await device.NextAsync(PacketType.Publish);
        await device.SendAsync(new PingPacket(PacketType.PingReq));
        await device.NextAsync(PacketType.PingResp);

        await device.SendAsync(new AckPacket(PacketType.PubAck, first));
        (await device.NextAsync(PacketType.Publish)).Body[^1].ShouldBe((byte)'2');
    }

    [Fact]
    public async Task A_command_larger_than_the_device_takes_is_dropped_and_counted_and_the_next_arrives()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync(change: c => c with { MaximumPacketSize = 100, ReceiveMaximum = 1 });
        await device.SubscribedAsync(new SubscriptionRequest(Command, QualityOfService.AtLeastOnce));
        ward.Endpoint.Publish(Command, new byte[100]);
        ward.Endpoint.Publish(Command, "fits"u8);
        Encoding.UTF8.GetString((await device.NextAsync(PacketType.Publish)).Body).ShouldEndWith("fits");
        ward.Endpoint.Counters.Dropped.ShouldBe(1);
    }
}
