using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>
/// WardGrid's client on Mosquitto, a broker that others wrote, as a device and as one that listens to devices.
/// </summary>
public sealed class ExternalBrokerTests
{
    private const string Wave = "wg/v1/h/icu/m1/wave";

    [Theory]
    [InlineData(MqttProtocolVersion.V311), InlineData(MqttProtocolVersion.V500)]
    public async Task Everything_that_devices_publish_is_consumed_in_order_and_nothing_is_lost(
        MqttProtocolVersion version
    )
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var received = Channel.CreateUnbounded<(string Topic, string Text)>();
        await using var consumer = new ReconnectingMqttClient(
            Options(broker, "consumer", version),
            message =>
            {
                received.Writer.TryWrite((message.Topic, Encoding.UTF8.GetString(message.Payload)));
                return default;
            }
        );
        await ConsumeAsync(consumer);
        await using var first = new ReconnectingMqttClient(Options(broker, "m1", version));
        await using var second = new ReconnectingMqttClient(Options(broker, "m2", version));
        await first.ConnectAsync(TestContext.Current.CancellationToken);
        await second.ConnectAsync(TestContext.Current.CancellationToken);

        for (var i = 0; i < 1000; i++)
        {
            await first.PostAsync(
                "wg/v1/h/icu/m1/wave",
                Encoding.UTF8.GetBytes($"{i}"),
                MqttQualityOfServiceLevel.AtLeastOnce
            );
            await second.PostAsync(
                "wg/v1/h/icu/m2/wave",
                Encoding.UTF8.GetBytes($"{i}"),
                MqttQualityOfServiceLevel.AtLeastOnce
            );
        }

        var all = new List<(string Topic, string Text)>();
        while (all.Count < 2000)
            all.Add(await received.Reader.ReadAsync(TestContext.Current.CancellationToken));
        foreach (var device in all.GroupBy(m => m.Topic))
            device.Select(m => m.Text).ShouldBe(Enumerable.Range(0, 1000).Select(i => $"{i}"));
    }

    [Fact]
    public async Task After_the_broker_restarts_devices_and_consumer_find_it_again()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var received = Channel.CreateUnbounded<string>();
        await using var consumer = new ReconnectingMqttClient(
            Options(broker, "consumer"),
            message =>
            {
                received.Writer.TryWrite(Encoding.UTF8.GetString(message.Payload));
                return default;
            }
        );
        await ConsumeAsync(consumer);
        await using var device = new ReconnectingMqttClient(Options(broker, "m1"));
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        await device.PublishAsync(Wave, "before"u8.ToArray(), MqttQualityOfServiceLevel.AtLeastOnce);
        (await received.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe("before");
        await broker.RestartAsync();

        // The broker remembers no subscription: what the device publishes before the consumer is back reaches nobody.
        string? heard = null;
        while (heard is null)
        {
            await device
                .PublishAsync(Wave, "after"u8.ToArray(), MqttQualityOfServiceLevel.AtLeastOnce)
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            received.Reader.TryRead(out heard);
        }

        heard.ShouldBe("after");
    }

    [Fact]
    public async Task What_arrives_while_the_consumer_is_away_is_kept_for_it()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var kept = Options(broker, "consumer") with { CleanStart = false, SessionExpirySeconds = 600 };
        await using (var before = new ReconnectingMqttClient(kept, _ => default))
            await ConsumeAsync(before);
        await using var device = new ReconnectingMqttClient(Options(broker, "m1"));
        await device.ConnectAsync(TestContext.Current.CancellationToken);
        await device.PublishAsync(Wave, "while away"u8.ToArray(), MqttQualityOfServiceLevel.AtLeastOnce);

        var received = Channel.CreateUnbounded<string>();
        await using var after = new ReconnectingMqttClient(
            kept,
            message =>
            {
                received.Writer.TryWrite(Encoding.UTF8.GetString(message.Payload));
                return default;
            }
        );
        after.Start();
        (await received.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe("while away");
    }

    private static MqttConnectionOptions Options(
        MosquittoBroker broker,
        string clientId,
        MqttProtocolVersion version = MqttProtocolVersion.V500
    ) =>
        new()
        {
            Host = "127.0.0.1",
            Port = broker.Port,
            ClientId = clientId,
            Version = version,
            FirstPause = TimeSpan.FromMilliseconds(20),
            LongestPause = TimeSpan.FromMilliseconds(100),
        };

    /// <summary>Connects the consumer and waits until it is subscribed to every device.</summary>
    private static async Task ConsumeAsync(ReconnectingMqttClient consumer)
    {
        await consumer.ConnectAsync(TestContext.Current.CancellationToken);
        (
            await consumer.SubscribeAsync(
                "wg/v1/#",
                MqttQualityOfServiceLevel.AtLeastOnce,
                TestContext.Current.CancellationToken
            )
        ).ShouldBe(MqttClientSubscribeResultCode.GrantedQoS1);
    }
}
