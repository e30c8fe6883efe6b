using System.Text;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;
using WardGrid.Server.Settings;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>Admits registered devices to the MQTT endpoint, and lets each publish under its own name only.</summary>
public sealed class MqttDeviceServer(
    DeviceRegistry registry,
    DevicePasswords passwords,
    DeviceMessageRouter router,
    DeviceCommands commands,
    Quarantine quarantine,
    RefusalLogs refusals,
    ConformanceRuns conformance,
    DemoSettings demo,
    TimeProvider clock,
    ILogger<MqttDeviceServer> log
) : IMqttHost, IMqttObserver
{
    /// <summary>The user name of simulators and replays, where <see cref="DemoSettings.Admit"/> allows them.</summary>
    public const string DemoUser = "demo";

    public async ValueTask<MqttAdmission> AdmitAsync(MqttCredentials credentials, CancellationToken cancellation)
    {
        if (credentials.CertificateName is { } certified)
            return AdmitCertified(certified, credentials);
        if (credentials.UserName == DemoUser && demo.Admit)
            return MqttAdmission.Accept(new DeviceSession(null));
        if (credentials.UserName is not { } name)
            return Refuse(credentials.ClientId, "connects without a user name", credentials);

        var hash = registry.PasswordHashOf(name);
        var result = await passwords.CheckAsync(
            name,
            hash,
            credentials.Password,
            credentials.RemoteAddress,
            cancellation
        );
        switch (result)
        {
            case PasswordResult.RightWithOutdatedHash:
                _ = RenewAsync(name, hash!, credentials.Password!);
                return MqttAdmission.Accept(new DeviceSession(name));
            case PasswordResult.Right:
                return MqttAdmission.Accept(new DeviceSession(name));
            case PasswordResult.TooManyWrong:
                var tooMany = "gave too many wrong passwords; the next is checked within a minute";
                return Refuse(name, tooMany, credentials, ReasonCode.ConnectionRateExceeded);
            default:
                var isRegistered = registry.IsRegistered(name);
                return Refuse(name, isRegistered ? "gives a wrong password" : "not registered", credentials);
        }
    }

    private MqttAdmission Refuse(
        string name,
        string reason,
        MqttCredentials credentials,
        ReasonCode code = ReasonCode.BadUserNameOrPassword
    )
    {
        if (DeviceTopic.IsName(name))
            quarantine.Hear(name, reason, registry.IsRegistered(name), credentials.RemoteAddress);
        return MqttAdmission.Refuse(code, $"device {name}: {reason}");
    }

    /// <summary>The device is in already; if the store does not answer, the earlier hash stays.</summary>
    private async Task RenewAsync(string device, string hash, byte[] password)
    {
        try
        {
            var renewed = await Task.Run(() => Credential.Hash(Encoding.UTF8.GetString(password)));
            await registry.RenewPasswordHashAsync(device, hash, renewed, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "The hash of the password of device {Device} could not be renewed", device);
        }
    }

    /// <summary>A certificate stands for the device that it names and for no other, whatever else is sent.</summary>
    private MqttAdmission AdmitCertified(string name, MqttCredentials credentials)
    {
        var isOthers = credentials.UserName is { } claimed && claimed != name;
        if (!isOthers && registry.NeedsCredential(name))
            return MqttAdmission.Accept(new DeviceSession(name));
        var reason = isOthers
            ? $"gives the user name {credentials.UserName} with the certificate of {name}"
            : "has a certificate, but is not registered";
        return Refuse(name, reason, credentials);
    }

    public bool OpenTopic(MqttPeer peer, string topic)
    {
        var session = (DeviceSession)peer.Identity!;
        var refusal = DeviceTopic.TryRead(topic, out var read);
        if (refusal.IsRefused || !session.MayPublish(read) || NeedsItsOwnCredential(session, read))
        {
            if (peer.UserName is { } name && registry.IsRegistered(name))
                refusals
                    .Of(name)
                    .Add(
                        clock.GetUtcNow(),
                        null,
                        refusal.IsRefused
                            ? refusal
                            : new(RefusalReason.UnknownTopic, $"{name} may not publish to {topic}"),
                        []
                    );
            return false;
        }

        session.Remember(topic, read);
        if (registry.IsRegistered(read.Device))
            conformance.Connected(read.Device, peer);
        commands.Heard(read, (to, payload) => _ = PublishAsync(peer.Endpoint, to, payload));
        return true;
    }

    public bool MaySubscribe(MqttPeer peer, string filter) => ((DeviceSession)peer.Identity!).MaySubscribe(filter);

    public ValueTask<ReasonCode> AcceptAsync(MqttPeer from, in MqttMessage message)
    {
        var session = (DeviceSession)from.Identity!;
        if (!session.TryFind(message.Topic, out var topic))
            return new(ReasonCode.TopicNameInvalid);
        if (NeedsItsOwnCredential(session, topic))
            return new(ReasonCode.NotAuthorised);
        if (session.IsDemo && (!session.Admission.IsCompleted || !registry.Serves(topic.Device)))
            return AcceptAfterAdmissionAsync(
                session,
                topic,
                message.Payload.ToArray(),
                message.QoS,
                from.RemoteAddress
            );

        var accepted = router.AcceptAsync(topic, message.Payload, message.QoS, from.RemoteAddress);
        return accepted.IsCompletedSuccessfully
            ? new(DeviceMessageRouter.ReasonOf(accepted.Result.Reason))
            : DeviceMessageRouter.ReasonOf(accepted);
    }

    public void Connected(MqttPeer peer) =>
        log.LogInformation("Device {Device} connected from {Address}", peer.UserName, peer.RemoteAddress);

    public void Disconnected(MqttPeer peer, ReasonCode reason, string detail) =>
        log.LogInformation("Device {Device} left ({Reason}: {Detail})", peer.UserName, reason, detail);

    public void Refused(in MqttRefusal refusal)
    {
        log.LogWarning(
            "Refused at the endpoint: {Reason}, {Detail} ({Address})",
            refusal.Reason,
            refusal.Detail,
            refusal.RemoteAddress
        );
        if (refusal is { Reason: ReasonCode.PacketTooLarge, UserName: { } name } && registry.IsRegistered(name))
            refusals.Of(name).Add(clock.GetUtcNow(), null, new(RefusalReason.TooLarge, refusal.Detail), []);
    }

    /// <summary>
    /// Whether a client of the user <c>demo</c> speaks for a registered device. It comes in without a password, so it
    /// must never reach a patient who is not a DEMO one; the device can also be registered while it is connected.
    /// </summary>
    private bool NeedsItsOwnCredential(DeviceSession session, in DeviceTopic topic) =>
        session.IsDemo && registry.NeedsCredential(topic.Device);

    private async Task PublishAsync(MqttEndpoint endpoint, string topic, byte[] payload)
    {
        try
        {
            await endpoint.PublishAsync(topic, payload);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "A command could not be sent on {Topic}", topic);
        }
    }

    /// <summary>
    /// Messages that arrive while a DEMO device is being admitted wait until that is done, in their order.
    /// </summary>
    private async ValueTask<ReasonCode> AcceptAfterAdmissionAsync(
        DeviceSession session,
        DeviceTopic topic,
        byte[] payload,
        MqttQualityOfServiceLevel qos,
        string address
    )
    {
        var before = session.Admission;
        var mine = new TaskCompletionSource();
        session.Admission = mine.Task;
        try
        {
            await before.ConfigureAwait(false);
            if (
                !registry.Serves(topic.Device)
                && await registry.AdmitDemoAsync(topic, CancellationToken.None) is { Done: false } refused
            )
            {
                quarantine.Hear(topic.Device, refused.Reason, registry.IsRegistered(topic.Device), address);
                return ReasonCode.NotAuthorised;
            }

            return await DeviceMessageRouter.ReasonOf(router.AcceptAsync(topic, payload, qos, address));
        }
        finally
        {
            mine.SetResult();
        }
    }
}
