using System.Text;
using System.Threading.Channels;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Devices;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Tests.Mqtt;

/// <summary>WardGrid's client and consumer on Mosquitto, a broker that others wrote.</summary>
public sealed class ExternalBrokerTests
{
    private const string Wave = "wg/v1/h/icu/m1/wave";

    [Theory]
    [InlineData(MqttProtocolVersion.V311), InlineData(MqttProtocolVersion.V500)]
    public async Task Everything_that_devices_publish_is_consumed_in_order_and_nothing_is_lost(MqttProtocolVersion version)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var received = Channel.CreateUnbounded<(string Topic, string Text)>();
        await using var source = new MqttSource(Options(broker, "consumer", version), message =>
        {
            received.Writer.TryWrite((message.Topic, Encoding.UTF8.GetString(message.Payload)));
            return default;
        });
        await ConsumeAsync(source);
        await using var first = new ReconnectingMqttClient(Options(broker, "m1", version));
        await using var second = new ReconnectingMqttClient(Options(broker, "m2", version));
        await first.ConnectAsync(TestContext.Current.CancellationToken);
        await second.ConnectAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 1000; i++)
        {
            await first.PostAsync("wg/v1/h/icu/m1/wave", Encoding.UTF8.GetBytes($"{i}"), MqttQualityOfServiceLevel.AtLeastOnce);
            await second.PostAsync("wg/v1/h/icu/m2/wave", Encoding.UTF8.GetBytes($"{i}"), MqttQualityOfServiceLevel.AtLeastOnce);
        }

        var all = new List<(string Topic, string Text)>();
        while (all.Count < 2000)
            all.Add(await received.Reader.ReadAsync(TestContext.Current.CancellationToken));
        foreach (var device in all.GroupBy(m => m.Topic))
            device.Select(m => m.Text).ShouldBe(Enumerable.Range(0, 1000).Select(i => $"{i}"));
        source.Lost.ShouldBe(0);
    }

    [Fact]
    public async Task After_the_broker_restarts_devices_and_consumer_find_it_again()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var received = Channel.CreateUnbounded<string>();
        await using var source = new MqttSource(Options(broker, "consumer"), message =>
        {
            received.Writer.TryWrite(Encoding.UTF8.GetString(message.Payload));
            return default;
        });
        await ConsumeAsync(source);
        await using var device = new ReconnectingMqttClient(Options(broker, "m1"));
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        await device.PublishAsync(Wave, "before"u8.ToArray(), MqttQualityOfServiceLevel.AtLeastOnce);
        (await received.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe("before");
        await broker.RestartAsync();

        // The broker remembers no subscription: what the device publishes before the consumer is back reaches nobody.
        string? heard = null;
        while (heard is null)
        {
            await device.PublishAsync(Wave, "after"u8.ToArray(), MqttQualityOfServiceLevel.AtLeastOnce).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            received.Reader.TryRead(out heard);
        }

        heard.ShouldBe("after");
    }

    [Fact]
    public async Task What_arrives_while_the_consumer_is_away_is_kept_for_it()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using (var before = new MqttSource(Options(broker, "consumer"), _ => default))
            await ConsumeAsync(before);
        await using var device = new ReconnectingMqttClient(Options(broker, "m1"));
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        await device.PublishAsync(Wave, "while away"u8.ToArray(), MqttQualityOfServiceLevel.AtLeastOnce);

        var received = Channel.CreateUnbounded<string>();
        await using var after = new MqttSource(Options(broker, "consumer"), message =>
        {
            received.Writer.TryWrite(Encoding.UTF8.GetString(message.Payload));
            return default;
        });
        await after.StartAsync();
        (await received.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe("while away");
    }

    [Fact]
    public async Task A_device_whose_messages_are_not_taken_holds_up_the_others_no_longer_than_it_may()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var stuck = new TaskCompletionSource();
        var received = Channel.CreateUnbounded<string>();
        var clock = new HandClock();
        await using var source = new MqttSource(Options(broker, "consumer") with { ReceiveMaximum = 20 }, message =>
        {
            received.Writer.TryWrite(message.Topic);
            return message.Topic.Contains("stuck") ? new(stuck.Task) : default;
        }, new() { AcceptWithin = TimeSpan.FromSeconds(2) }, clock);
        var lost = Channel.CreateUnbounded<string>();
        source.MessageLost += (topic, why) => lost.Writer.TryWrite($"{topic}: {why}");
        await ConsumeAsync(source);
        await using var devices = new ReconnectingMqttClient(Options(broker, "devices"));
        await devices.ConnectAsync(TestContext.Current.CancellationToken);

        await devices.PublishAsync("wg/v1/h/icu/stuck/wave", new byte[1], MqttQualityOfServiceLevel.AtLeastOnce);
        await received.Reader.ReadAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 100; i++)
            await devices.PostAsync("wg/v1/h/icu/well/wave", new byte[1], MqttQualityOfServiceLevel.AtLeastOnce);
        // The window of 20 is full behind the stuck message; its time runs out.
        for (var i = 0; i < 19; i++)
            await received.Reader.ReadAsync(TestContext.Current.CancellationToken);
        clock.Move(TimeSpan.FromSeconds(2.1));
        for (var i = 19; i < 100; i++)
            await received.Reader.ReadAsync(TestContext.Current.CancellationToken);
        (await lost.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe("wg/v1/h/icu/stuck/wave: it was not taken within 2 s");

        await devices.PublishAsync("wg/v1/h/icu/stuck/wave", new byte[1], MqttQualityOfServiceLevel.AtLeastOnce);
        (await lost.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldContain("not taken in time and are still not done");
        stuck.SetResult();
        source.Lost.ShouldBe(2);
    }

    private static MqttConnectionOptions Options(MosquittoBroker broker, string clientId, MqttProtocolVersion version = MqttProtocolVersion.V500) => new()
    {
        Host = "127.0.0.1",
        Port = broker.Port,
        ClientId = clientId,
        Version = version,
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>Starts the consumer and waits until its subscription stands.</summary>
    private static async Task ConsumeAsync(MqttSource source)
    {
        var subscribed = new TaskCompletionSource();
        source.Client.Subscribed += filter => subscribed.TrySetResult();
        await source.StartAsync();
        await subscribed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
