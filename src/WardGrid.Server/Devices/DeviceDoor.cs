using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;
using WardGrid.Server.Settings;
using WardGrid.Signals.Frames;

namespace WardGrid.Server.Devices;

/// <summary>The door at the MQTT endpoint: a registered device comes in with its credential and speaks for itself only.</summary>
public sealed class DeviceDoor(
    DeviceDesk desk, DeviceIntake intake, DeviceCommands commands, Quarantine quarantine, RefusalLogs refusals, DemoSettings demo, TimeProvider clock,
    IServiceProvider services, ILogger<DeviceDoor> log) : IMqttHost, IMqttObserver
{
    /// <summary>The user name under which simulators and replays come in, where they may.</summary>
    public const string DemoUser = "demo";

    private MqttEndpoint? _endpoint;

    public ValueTask<MqttAdmission> AdmitAsync(MqttCredentials credentials, CancellationToken cancellation)
    {
        if (credentials.UserName == DemoUser && demo.Admit)
            return new(MqttAdmission.Accept(new DeviceGuest(null)));
        if (credentials.UserName is { } name && desk.LetsIn(name, credentials.Password))
            return new(MqttAdmission.Accept(new DeviceGuest(name)));

        var claimed = credentials.UserName ?? credentials.ClientId;
        var reason = desk.IsRegistered(claimed) ? "gives a wrong password" : "not registered";
        if (credentials.UserName is null)
            reason = "connects without a user name";
        if (DeviceTopic.IsName(claimed))
            quarantine.Hear(claimed, reason, desk.IsRegistered(claimed), credentials.RemoteAddress);
        return new(MqttAdmission.Refuse(ReasonCode.BadUserNameOrPassword, $"device {claimed}: {reason}"));
    }

    public bool MayPublish(MqttPeer peer, string topic)
    {
        var guest = (DeviceGuest)peer.Identity!;
        var refusal = DeviceTopic.TryRead(topic, out var read);
        if (refusal.IsRefused || !guest.MayPublish(read))
        {
            if (peer.UserName is { } name && desk.IsRegistered(name))
                refusals.Of(name).Add(clock.GetUtcNow(), null, refusal.IsRefused ? refusal : new(RefusalReason.UnknownTopic, $"{name} may not publish to {topic}"), []);
            return false;
        }

        guest.Remember(topic, read);
        commands.Heard(read, Publish);
        return true;
    }

    public bool MaySubscribe(MqttPeer peer, string filter) => ((DeviceGuest)peer.Identity!).MaySubscribe(filter);

    public ValueTask<ReasonCode> AcceptAsync(MqttPeer from, in MqttMessage message)
    {
        var guest = (DeviceGuest)from.Identity!;
        if (!guest.TryFind(message.Topic, out var topic))
            return new(ReasonCode.TopicNameInvalid);
        if (guest.IsDemo && (!guest.Admission.IsCompleted || !desk.Serves(topic.Device)))
            return AcceptAfterAdmissionAsync(guest, topic, message.Payload.ToArray(), message.QoS, from.RemoteAddress);

        var accepted = intake.AcceptAsync(topic, message.Payload, message.QoS, from.RemoteAddress);
        return accepted.IsCompletedSuccessfully ? new(DeviceIntake.ReasonOf(accepted.Result.Reason)) : DeviceIntake.ReasonOf(accepted);
    }

    public void Connected(MqttPeer peer) => log.LogInformation("Device {Device} connected from {Address}", peer.UserName, peer.RemoteAddress);

    public void Disconnected(MqttPeer peer, ReasonCode reason, string detail) =>
        log.LogInformation("Device {Device} left ({Reason}: {Detail})", peer.UserName, reason, detail);

    public void Refused(in MqttRefusal refusal)
    {
        log.LogWarning("Refused at the endpoint: {Reason}, {Detail} ({Address})", refusal.Reason, refusal.Detail, refusal.RemoteAddress);
        if (refusal is { Reason: ReasonCode.PacketTooLarge, UserName: { } name } && desk.IsRegistered(name))
            refusals.Of(name).Add(clock.GetUtcNow(), null, new(RefusalReason.TooLarge, refusal.Detail), []);
    }

    // Asked for late, since the endpoint is made with this door.
    private void Publish(string topic, byte[] payload) => _ = PublishAsync(topic, payload);

    private async Task PublishAsync(string topic, byte[] payload)
    {
        try
        {
            await (_endpoint ??= services.GetRequiredService<MqttEndpoint>()).PublishAsync(topic, payload);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "A command could not be sent on {Topic}", topic);
        }
    }

    /// <summary>Messages that come while a DEMO device is being admitted wait behind it, in their order.</summary>
    private async ValueTask<ReasonCode> AcceptAfterAdmissionAsync(DeviceGuest guest, DeviceTopic topic, byte[] payload, MqttQualityOfServiceLevel qos, string address)
    {
        var before = guest.Admission;
        var mine = new TaskCompletionSource();
        guest.Admission = mine.Task;
        try
        {
            await before.ConfigureAwait(false);
            if (!desk.Serves(topic.Device) && await desk.AdmitDemoAsync(topic, CancellationToken.None) is { Done: false } refused)
            {
                quarantine.Hear(topic.Device, refused.Reason, desk.IsRegistered(topic.Device), address);
                return ReasonCode.NotAuthorised;
            }

            return await DeviceIntake.ReasonOf(intake.AcceptAsync(topic, payload, qos, address));
        }
        finally
        {
            mine.SetResult();
        }
    }
}
