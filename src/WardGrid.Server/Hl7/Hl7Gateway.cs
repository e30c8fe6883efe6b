using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using MQTTnet.Protocol;
using WardGrid.Patients;
using WardGrid.Server.Devices;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Hl7;

/// <summary>Turns a monitor that speaks HL7 v2 into a device of the ward.</summary>
/// <remarks>
/// Who the patient is comes from the ward's association alone. A message that names another patient is refused.
/// </remarks>
public sealed class Hl7Gateway(
    DeviceMessageRouter router,
    IDeviceAssociations associations,
    DeviceRegistry registry,
    Quarantine quarantine,
    RefusalLogs refusals,
    Hl7Settings settings,
    TimeProvider clock
)
{
    /// <summary>HL7 has no births, so every device of this way has one epoch.</summary>
    private const uint Epoch = 1;

    /// <summary>The type of messages that hold alarms (IHE PCD-04).</summary>
    private const string Alarms = "ORU^R40";

    /// <summary>
    /// Takes in one message; the answer says AA only after the patient has accepted its numbers or alarms.
    /// </summary>
    public async Task<Hl7Answer> AcceptAsync(Hl7Message message, string from)
    {
        if (message.Type is not ("ORU^R01" or Alarms))
            return new("AR", "200", $"messages of the type {message.Type} are not taken; ORU^R01 and ORU^R40 are");
        if (message.Header.Text(11) != "P")
            return new("AR", "203", "only messages of production are taken: MSH-11 is P");
        if (DeviceOf(message) is not { } device)
            return new("AE", "101", "OBX-18 or MSH-3 names the device with 1 to 64 letters, digits, _ or -");
        if (IsOfAnother(message, device))
        {
            // Also an alarm is refused: at the wrong bed it would call for help to the wrong patient.
            var wrong = new Refusal(
                RefusalReason.WrongPatient,
                "PID-3 names another patient than the one at the device's bed"
            );
            quarantine.Hear(device, wrong.Detail, registry.IsRegistered(device), from);
            Keep(device, message.Type == Alarms ? MessageKind.Alert : MessageKind.Numerics, wrong, message.Header);
            return new("AE", "204", wrong.Detail);
        }

        var answer =
            message.Type == Alarms
                ? await AcceptAlarmsAsync(message, device, from)
                : await AcceptNumericsAsync(message, device, from);
        if (answer == Hl7Answer.Accepted)
            quarantine.Release(device);
        return answer;
    }

    private async Task<Hl7Answer> AcceptNumericsAsync(Hl7Message message, string device, string from)
    {
        var (numerics, firstFault) = Read(message, device);
        if (numerics.IsEmpty)
            return new("AE", "102", firstFault.IsRefused ? firstFault.Detail : "the message has no observation (OBX)");
        foreach (var one in numerics)
        {
            var refusal = await DeliverAsync(device, one, from);
            if (refusal.IsRefused)
                return Refused(refusal);
        }

        return Hl7Answer.Accepted;
    }

    /// <summary>Hands over every alarm of the message, also after one that was refused.</summary>
    private async Task<Hl7Answer> AcceptAlarmsAsync(Hl7Message message, string device, string from)
    {
        var (found, first) = (false, Refusal.None);
        foreach (var facets in Hl7Facets.Read(message))
        {
            found = true;
            if (Hl7Alarm.IsWatchdog(facets))
                continue;
            var alert = Hl7Alarm.Read(facets, Epoch, message.Header.Text(7), settings.TimeZone, clock.GetUtcNow());
            var payload = new ArrayBufferWriter<byte>();
            DeviceAlertJson.Write(payload, alert);
            var refusal = await SendAsync(device, MessageKind.Alert, payload.WrittenMemory, from);
            // An end that comes again changes nothing: the sender must not repeat it for ever.
            if (refusal.IsRefused && !(refusal.Reason == RefusalReason.UnknownAlarm && alert.Phase == AlertPhase.End))
                first = first.IsRefused ? first : refusal;
        }

        if (!found)
            return new("AE", "102", "the message has no event (OBX-3 is MDC_EVT_ALARM or the event's own code)");
        return first.IsRefused ? Refused(first) : Hl7Answer.Accepted;
    }

    private static Hl7Answer Refused(Refusal refusal) => new("AE", "207", $"{refusal.Reason}: {refusal.Detail}");

    /// <summary>The device by its own id in OBX-18; if it has none, by the sending application.</summary>
    public static string? DeviceOf(Hl7Message message)
    {
        var own = message.Segments.Where(s => s.Name == "OBX").Select(s => s.Text(18)).FirstOrDefault(n => n != "");
        var name = own ?? message.Header.Text(3);
        return DeviceTopic.IsName(name) ? name : null;
    }

    private bool IsOfAnother(Hl7Message message, string device)
    {
        var named = message.First("PID")?.Repetitions(3).Where(id => id.Length > 0).ToImmutableArray() ?? [];
        return named.Length > 0
            && associations.BedOf(device) is { } bed
            && associations.AssociationOf(bed) is { } bound
            && !named.Contains(bound.PatientId);
    }

    /// <summary>One set of numbers for each time; what cannot be used is kept for the biomedical engineer.</summary>
    private (ImmutableArray<DeviceNumerics> Numerics, Refusal FirstFault) Read(Hl7Message message, string device)
    {
        var byTime = new SortedDictionary<long, Dictionary<int, double>>();
        var firstFault = Refusal.None;
        var asked = "";
        foreach (var segment in message.Segments)
        {
            if (segment.Name == "OBR")
                asked = segment.Text(7);
            if (segment.Name != "OBX")
                continue;
            var refusal = Hl7Numerics.TryRead(segment, out var code, out var value);
            var said = segment.Text(14) is { Length: > 0 } own ? own : asked;
            var time = Hl7Time.Read(said, settings.TimeZone, clock.GetUtcNow());
            if (!refusal.IsRefused && time is null)
                refusal = new(
                    RefusalReason.TimeImplausible,
                    $"OBX {segment.Text(1)}: OBX-14 or OBR-7 needs a time with its zone, such as 20260131120000+0100, "
                        + "or the server the setting Hl7:TimeZone"
                );
            if (refusal.IsRefused)
            {
                Keep(device, MessageKind.Numerics, refusal, segment);
                firstFault = firstFault.IsRefused ? firstFault : refusal;
                continue;
            }

            var micros = time!.Value.ToUnixTimeMilliseconds() * 1000;
            if (!byTime.TryGetValue(micros, out var values))
                byTime[micros] = values = [];
            // Two observations can hold one measurement; a number of either is used.
            if (!double.IsNaN(value) || !values.ContainsKey(code))
                values[code] = value;
        }

        return ([.. byTime.Select(t => new DeviceNumerics(Epoch, t.Key, t.Value.ToImmutableDictionary()))], firstFault);
    }

    /// <summary>Hands numbers to the patient, after a birth where the patient does not know the device yet.</summary>
    private async Task<Refusal> DeliverAsync(string device, DeviceNumerics numerics, string from)
    {
        var payload = new ArrayBufferWriter<byte>();
        DeviceNumericsJson.Write(payload, numerics);
        var refusal = await SendAsync(device, MessageKind.Numerics, payload.WrittenMemory, from);
        if (refusal.Reason != RefusalReason.NoBirth)
            return refusal;
        var birth = Encoding.UTF8.GetBytes($$"""{"epoch":{{Epoch}},"model":"HL7 v2 gateway","channels":[]}""");
        refusal = await SendAsync(device, MessageKind.Birth, birth, from);
        return refusal.IsRefused ? refusal : await SendAsync(device, MessageKind.Numerics, payload.WrittenMemory, from);
    }

    private ValueTask<Refusal> SendAsync(string device, MessageKind kind, ReadOnlyMemory<byte> payload, string from) =>
        router.AcceptAsync(
            new DeviceTopic("hl7", "hl7", device, kind),
            payload.Span,
            MqttQualityOfServiceLevel.AtLeastOnce,
            from
        );

    /// <summary>Counts and keeps what was refused, for a registered device: anybody can send names.</summary>
    private void Keep(string device, MessageKind kind, Refusal refusal, Hl7Segment segment)
    {
        PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason.ToString()));
        if (registry.IsRegistered(device))
            refusals
                .Of(device)
                .Add(
                    clock.GetUtcNow(),
                    kind,
                    refusal,
                    Encoding.UTF8.GetBytes(string.Join(segment.Delimiters.Field, segment.Fields))
                );
    }
}
