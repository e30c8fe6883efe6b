using MQTTnet.Protocol;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Server.Mqtt;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>
/// Routes every device's message to its patient, from the endpoint or from a broker. A device without a patient goes
/// into quarantine.
/// </summary>
public sealed partial class DeviceMessageRouter(
    IPatients patients,
    IDeviceAssociations associations,
    DeviceRegistry registry,
    Quarantine quarantine,
    RefusalLogs refusals,
    ChannelMappings mappings,
    LatestBirths births,
    ConformanceRuns conformance,
    DevicePreviews previews,
    IWard ward,
    TimeProvider clock,
    ILogger<DeviceMessageRouter> log
)
{
    /// <param name="from">Where the device connected from; null where a broker passed the message on.</param>
    /// <param name="retained">The broker had retained the message and sends it at a new subscription.</param>
    public ValueTask<Refusal> AcceptAsync(
        in DeviceTopic topic,
        ReadOnlySpan<byte> payload,
        MqttQualityOfServiceLevel qos,
        string? from,
        bool retained = false
    )
    {
        if (topic.Kind == MessageKind.Birth && registry.IsRegistered(topic.Device))
            births.Hear(topic.Device, payload);
        var isGuaranteed = qos != MqttQualityOfServiceLevel.AtMostOnce;
        var alert = retained ? null : conformance.Hear(topic.Device, topic.Kind, payload, isGuaranteed);
        if (!associations.IsBound(topic.Device))
        {
            var device = topic.Device;
            var isRegistered = registry.IsRegistered(device);
            if (isRegistered)
                previews.Hear(device, topic.Kind, payload);
            var fault = isRegistered
                ? UnboundMessages.Check(topic.Kind, payload, name => mappings.CodeOf(device, name))
                : Refusal.None;
            if (fault.IsRefused)
            {
                refusals.Of(topic.Device).Add(clock.GetUtcNow(), topic.Kind, fault, payload);
                quarantine.Hear(
                    topic.Device,
                    $"registered, but bound to no bed; refused: {fault.Detail}",
                    isRegistered,
                    from
                );
                PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", fault.Reason.ToString()));
                return new(fault);
            }

            var reason = isRegistered ? "registered, but bound to no bed" : "not registered";
            quarantine.Hear(topic.Device, reason, isRegistered, from);
            PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", nameof(RefusalReason.NotBound)));
            return new(
                new Refusal(
                    isRegistered ? RefusalReason.NotBound : RefusalReason.UnknownDevice,
                    $"the device is {reason}"
                )
            );
        }

        if (
            retained
            && RetainedMessages.Check(topic.Kind, payload, ClockOffsetOf(topic.Device), clock.GetUtcNow())
                is { IsRefused: true } history
        )
        {
            refusals.Of(topic.Device).Add(clock.GetUtcNow(), topic.Kind, history, payload);
            PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", nameof(RefusalReason.Stale)));
            return new(history);
        }

        if (topic.Kind == MessageKind.Birth)
            SayWhatNobodyWatches(topic.Device, payload);
        var message = new DeviceMessage
        {
            Device = topic.Device,
            Kind = topic.Kind,
            Payload = payload,
            ReceivedAt = clock.GetUtcNow(),
            Guaranteed = isGuaranteed,
        };
        var accepted = patients.AcceptAsync(message, CancellationToken.None);
        return alert is null ? accepted : conformance.FollowAsync(topic.Device, alert, accepted);
    }

    private TimeSpan? ClockOffsetOf(string device) =>
        ward.Beds.FirstOrDefault(b => b.Association.Device == device)?.ClockOffset;

    /// <summary>Logs every channel of a birth that cannot be analysed. The tile shows an alarm for it too.</summary>
    private void SayWhatNobodyWatches(string device, ReadOnlySpan<byte> payload)
    {
        if (
            DeviceBirthJson.TryRead(payload, out var birth).IsRefused
            || BirthConversion.TryConvert(birth!, name => mappings.CodeOf(device, name), out var read).IsRefused
        )
            return;
        foreach (var channel in read.Channels)
        {
            if (ChannelMonitoring.WhyNot(channel) is { } reason)
                LogUnmonitored(log, device, ChannelMonitoring.Words(channel, reason));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Device {Device}: {Words}")]
    private static partial void LogUnmonitored(ILogger log, string device, string words);

    /// <summary>The reason code of MQTT 5.0 for a refusal.</summary>
    public static ReasonCode ReasonOf(RefusalReason reason) =>
        reason switch
        {
            RefusalReason.None => ReasonCode.Success,
            RefusalReason.UnknownDevice or RefusalReason.NotBound => ReasonCode.NotAuthorised,
            RefusalReason.UnknownTopic => ReasonCode.TopicNameInvalid,
            RefusalReason.TooLarge => ReasonCode.PacketTooLarge,
            RefusalReason.MailboxFull => ReasonCode.QuotaExceeded,
            RefusalReason.AnalysisFailed => ReasonCode.ImplementationError,
            _ => ReasonCode.PayloadFormatInvalid,
        };

    public static async ValueTask<ReasonCode> ReasonOf(ValueTask<Refusal> refusal) =>
        ReasonOf((await refusal.ConfigureAwait(false)).Reason);
}
