using System.Text;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Mqtt;
using WardGrid.UnitTests.Mqtt.Packets;

namespace WardGrid.UnitTests.Mqtt;

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
            await device.PublishAsync(Wave, $"{i}", MqttQualityOfServiceLevel.AtLeastOnce, id: (ushort)(i + 10));
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
        await device.PublishAsync(Wave, "alert", MqttQualityOfServiceLevel.AtLeastOnce, id: 7);
        for (var i = 0; i < 20; i++)
            await device.PublishAsync(Wave, $"{i}");
        (await ward.Host.NextAsync()).Text.ShouldBe("alert");
        for (var i = 0; i < 20; i++)
            (await ward.Host.NextAsync()).Text.ShouldBe($"{i}");

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
        for (var i = 0; i < 4; i++)
            (await ward.Host.NextAsync()).Text.ShouldBe($"{i}");

        var quick = ward.Device();
        await quick.ConnectedAsync("quick");
        await quick.PublishAsync(Wave, "x", MqttQualityOfServiceLevel.AtLeastOnce, id: 1);
        await quick.AckAsync(PacketType.PubAck);
        ward.Host.Taken().ShouldHaveSingleItem().Text.ShouldBe("x");

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
        await device.PublishAsync(Wave, "x", MqttQualityOfServiceLevel.AtLeastOnce, id: 1);
        (await device.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.ImplementationError);
        (await ward.Host.NextRefusalAsync()).Detail.ShouldContain("out of order");
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311), InlineData(MqttProtocolVersion.V500)]
    public async Task QoS_2_is_handed_over_once_however_often_it_is_repeated(MqttProtocolVersion version)
    {
        using var ward = new SilentWard();
        var device = ward.Device(version);
        await device.ConnectedAsync();
        await device.PublishAsync(Wave, "once", MqttQualityOfServiceLevel.ExactlyOnce, id: 5);
        await device.AckAsync(PacketType.PubRec);
        await device.PublishAsync(Wave, "once", MqttQualityOfServiceLevel.ExactlyOnce, id: 5, duplicate: true);
        await device.AckAsync(PacketType.PubRec);
        await device.SendAsync(new AckPacket(PacketType.PubRel, 5));
        (await device.AckAsync(PacketType.PubComp)).Reason.ShouldBe(ReasonCode.Success);
        ward.Host.Taken().Count.ShouldBe(1);

        await device.PublishAsync(Wave, "a new message", MqttQualityOfServiceLevel.ExactlyOnce, id: 5);
        await device.AckAsync(PacketType.PubRec);
        ward.Host.Taken().ShouldHaveSingleItem().Text.ShouldBe("a new message");
    }

    [Fact]
    public async Task More_QoS_2_under_way_than_allowed_ends_the_connection()
    {
        using var ward = new SilentWard(o => o.ReceiveMaximum = 2);
        var device = ward.Device();
        await device.ConnectedAsync();
        for (ushort id = 1; id <= 3; id++)
            await device.PublishAsync(Wave, "x", MqttQualityOfServiceLevel.ExactlyOnce, id);
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
        await device.SendAsync([
            0x30,
            (byte)(topic.Length + 7),
            0,
            (byte)topic.Length,
            .. topic,
            3,
            0x23,
            0,
            2,
            (byte)'a',
        ]);
        await device.SendAsync(0x30, 7, 0, 0, 3, 0x23, 0, 2, (byte)'b');
        foreach (var text in (string[])["a", "b"])
            (await ward.Host.NextAsync()).ShouldSatisfyAllConditions(
                m => m.Topic.ShouldBe(Wave),
                m => m.Text.ShouldBe(text)
            );

        await device.SendAsync(0x30, 7, 0, 0, 3, 0x23, 0, 9, (byte)'c');
        (await device.GoodbyeAsync()).Reason.ShouldBe(ReasonCode.TopicAliasInvalid);
    }

    [Fact]
    public async Task A_topic_that_the_device_may_not_use_is_refused_and_counted_and_the_device_stays()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.PublishAsync("other/topic", "x", MqttQualityOfServiceLevel.AtLeastOnce, id: 1, retain: true);
        (await device.AckAsync(PacketType.PubAck)).Reason.ShouldBe(ReasonCode.NotAuthorised);
        (await ward.Host.NextRefusalAsync()).ShouldSatisfyAllConditions(
            r => r.Topic.ShouldBe("other/topic"),
            r => r.ClientId.ShouldBe("m1")
        );
        ward.Host.Taken().ShouldBeEmpty();
        ward.Endpoint.Counters.Refused(ReasonCode.NotAuthorised).ShouldBe(1);

        await device.PublishAsync(Wave, "x", MqttQualityOfServiceLevel.AtLeastOnce, id: 2);
        (await device.AckAsync(PacketType.PubAck)).Reason.ShouldBe(ReasonCode.Success);
    }

    [Fact]
    public async Task Only_allowed_and_valid_filters_are_granted()
    {
        using var ward = new SilentWard(o => o.MaximumSubscriptionsPerSession = 1);
        var device = ward.Device();
        await device.ConnectedAsync();
        var answer = await device.SubscribedAsync(
            new(Command, MqttQualityOfServiceLevel.ExactlyOnce),
            new("#", MqttQualityOfServiceLevel.AtMostOnce),
            new("wg/a#", MqttQualityOfServiceLevel.AtMostOnce),
            new("$share/g/wg/#", MqttQualityOfServiceLevel.AtMostOnce),
            new("wg/v1/other", MqttQualityOfServiceLevel.AtMostOnce),
            new(Command, MqttQualityOfServiceLevel.AtMostOnce)
        );
        answer.Reasons.ShouldBe([
            ReasonCode.GrantedQoS1,
            ReasonCode.NotAuthorised,
            ReasonCode.TopicFilterInvalid,
            ReasonCode.SharedSubscriptionsNotSupported,
            ReasonCode.QuotaExceeded,
            ReasonCode.Success,
        ]);
    }

    [Fact]
    public async Task No_more_commands_are_under_way_than_the_device_takes()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync(change: c => c with { ReceiveMaximum = 2 });
        await device.SubscribedAsync(new SubscriptionRequest(Command, MqttQualityOfServiceLevel.AtLeastOnce));
        for (var i = 0; i < 3; i++)
            await ward.Endpoint.PublishAsync(Command, Encoding.UTF8.GetBytes($"{i}"));
        var first = PublishPacket
            .Read(new(0x32), (await device.NextAsync(PacketType.Publish)).Body, MqttProtocolVersion.V500)
            .PacketId;
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
        await device.SubscribedAsync(new SubscriptionRequest(Command, MqttQualityOfServiceLevel.AtLeastOnce));
        await ward.Endpoint.PublishAsync(Command, new byte[100]);
        await ward.Endpoint.PublishAsync(Command, "fits"u8.ToArray());
        Encoding.UTF8.GetString((await device.NextAsync(PacketType.Publish)).Body).ShouldEndWith("fits");
        ward.Endpoint.Counters.Dropped.ShouldBe(1);
    }

    [Fact]
    public async Task Commands_that_a_device_does_not_acknowledge_are_bounded_and_the_rest_counted()
    {
        using var ward = new SilentWard(o => o.MaximumQueuedPerSession = 5);
        var device = ward.Device();
        await device.ConnectedAsync(change: c => c with { ReceiveMaximum = 1 });
        await device.SubscribedAsync(new SubscriptionRequest(Command, MqttQualityOfServiceLevel.AtLeastOnce));
        for (var i = 0; i < 8; i++)
            await ward.Endpoint.PublishAsync(Command, Encoding.UTF8.GetBytes($"{i}"));

        await Eventually.UntilAsync(() => ward.Endpoint.Counters.Dropped == 2);
        for (var i = 0; i < 6; i++)
        {
            var (header, body) = await device.NextAsync(PacketType.Publish);
            await device.SendAsync(
                new AckPacket(PacketType.PubAck, PublishPacket.Read(header, body, MqttProtocolVersion.V500).PacketId)
            );
            body[^1].ShouldBe((byte)('0' + i));
        }
    }

    [Fact]
    public async Task A_retained_message_is_handed_over_and_kept_for_nobody()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.PublishAsync(
            "wg/v1/h/icu/m1/birth",
            "born",
            MqttQualityOfServiceLevel.AtLeastOnce,
            id: 1,
            retain: true
        );
        await device.AckAsync(PacketType.PubAck);
        (await ward.Host.NextAsync()).Retain.ShouldBeTrue();

        var reader = ward.Device();
        await reader.ConnectedAsync("reader");
        await reader.SubscribedAsync(
            new SubscriptionRequest("wg/v1/+/+/+/birth", MqttQualityOfServiceLevel.AtLeastOnce)
        );
        await device.PublishAsync("wg/v1/h/icu/m1/birth", "born again", MqttQualityOfServiceLevel.AtLeastOnce, id: 2);
        await device.AckAsync(PacketType.PubAck);
        // The next that the reader hears is the answer to its ping.
        await reader.SettledAsync();
    }

    [Theory]
    [InlineData("", ReasonCode.TopicNameInvalid)]
    [InlineData("wg/+/wave", ReasonCode.TopicNameInvalid)]
    [InlineData("wg/#", ReasonCode.TopicNameInvalid)]
    [InlineData("wg/\0", ReasonCode.MalformedPacket)]
    [InlineData("wg/\uFFFD", ReasonCode.MalformedPacket)]
    public async Task What_is_no_topic_is_refused(string topic, ReasonCode reason)
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        await device.PublishAsync(topic, "x");
        (await device.GoodbyeAsync()).Reason.ShouldBe(reason);
        ward.Host.Taken().ShouldBeEmpty();
    }

    [Fact]
    public async Task Answers_to_filters_keep_their_order_and_a_311_device_is_told_the_one_refusal_that_it_knows()
    {
        using var ward = new SilentWard();
        var device = ward.Device(MqttProtocolVersion.V311);
        await device.ConnectedAsync();
        var answer = await device.SubscribedAsync(
            new(Command, MqttQualityOfServiceLevel.AtMostOnce),
            new("other", MqttQualityOfServiceLevel.AtLeastOnce),
            new("wg/a", MqttQualityOfServiceLevel.AtLeastOnce)
        );
        answer.Reasons.ShouldBe([ReasonCode.Success, ReasonCode.UnspecifiedError, ReasonCode.GrantedQoS1]);
    }

    [Fact]
    public async Task Thousands_of_filters_in_one_packet_are_granted_up_to_the_bound()
    {
        using var ward = new SilentWard();
        var device = ward.Device();
        await device.ConnectedAsync();
        var answer = await device.SubscribedAsync([
            .. Enumerable
                .Range(0, 5000)
                .Select(i => new SubscriptionRequest($"wg/{i}", MqttQualityOfServiceLevel.AtLeastOnce)),
        ]);
        answer
            .Reasons.Count(reason => reason == ReasonCode.GrantedQoS1)
            .ShouldBe(ward.Endpoint.Options.MaximumSubscriptionsPerSession);
        answer
            .Reasons.Skip(ward.Endpoint.Options.MaximumSubscriptionsPerSession)
            .ShouldAllBe(reason => reason == ReasonCode.QuotaExceeded);
    }
}
