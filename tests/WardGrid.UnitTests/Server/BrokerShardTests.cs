using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Server.Devices.Broker;
using WardGrid.Server.Placement;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.UnitTests.Grains;
using WardGrid.UnitTests.Mqtt;
using WardGrid.UnitTests.Patients;

namespace WardGrid.UnitTests.Server;

/// <summary>Messages of the hospital's broker, on a server that is alone.</summary>
public sealed class BrokerShardTests
{
    private const string Device = "monitor-1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_records_take_no_alert_the_samples_behind_it_go_on()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var (records, clock) = (new RecordsInMemory(), new LeapingClock());
        await using var silo = await LoneSilo.StartAsync(records, clock);
        await silo.Associations.BindAsync(
            new(Device, "icu", "bed-1", "p-1", "Ada Example", AgeBand.Adult, false, clock.GetUtcNow()),
            Stop
        );
        var address = new BrokerAddress(broker.Host, broker.Port, false, "", "");
        await using var shard = new BrokerShard(
            ShardMap.ShardOf(Device),
            "test",
            address,
            silo.Of<BrokerMessageRouter>(),
            NullLogger.Instance
        );
        await shard.ConnectAsync(Stop);
        await shard.ListenAsync([Device], Stop);
        await using var line = new ReconnectingMqttClient(
            new()
            {
                Host = broker.Host,
                Port = broker.Port,
                ClientId = Device,
            }
        );
        await line.ConnectAsync(Stop);
        var monitor = new BedsideMonitor(Device, new OverTheBroker(line), clock);
        await monitor.Birth();

        records.Failure = new IOException("the disk is full");
        await monitor.Alert("a-1");
        await Eventually.UntilAsync(
            () => silo.View.Find("bed-1")!.FramesAccepted >= 20,
            async () =>
            {
                await monitor.Frame();
                await Task.Delay(20, Stop);
            }
        );

        records.Alarms.ShouldBeEmpty();
        records.Failure = null;
        await Eventually.UntilAsync(
            () => records.Alarms.Count > 0,
            () =>
            {
                clock.Leap(TimeSpan.FromSeconds(1));
                return Task.Delay(20, Stop);
            }
        );
    }

    /// <summary>A device's way to the broker: samples without a guarantee, everything else with one.</summary>
    private sealed class OverTheBroker(ReconnectingMqttClient line) : IPatients
    {
        public ValueTask<Refusal> AcceptAsync(in DeviceMessage message, CancellationToken stop)
        {
            var topic = new DeviceTopic("site", "icu", message.Device, message.Kind).ToString();
            var qos =
                message.Kind == MessageKind.Wave
                    ? MqttQualityOfServiceLevel.AtMostOnce
                    : MqttQualityOfServiceLevel.AtLeastOnce;
            return SendAsync(topic, message.Payload.ToArray(), qos);
        }

        public ValueTask<CommandOutcome> TakeAsync(string bed, PatientCommand command, CancellationToken stop) =>
            throw new NotSupportedException();

        public ValueTask<PatientSnapshot?> SnapshotAsync(string bed, CancellationToken stop) =>
            throw new NotSupportedException();

        public ValueTask<AlarmStrip?> RecentAsync(string bed, double seconds, CancellationToken stop) =>
            throw new NotSupportedException();

        private async ValueTask<Refusal> SendAsync(string topic, byte[] payload, MqttQualityOfServiceLevel qos)
        {
            var answer = await line.PublishAsync(topic, payload, qos);
            (answer < MqttClientPublishReasonCode.UnspecifiedError).ShouldBeTrue($"{answer}");
            return Refusal.None;
        }
    }
}
