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
    TimeProvider clock
)
{
    /// <summary>HL7 has no births, so every device of this way has one epoch.</summary>
    private const uint Epoch = 1;

    /// <summary>Takes in one message; the answer says AA only after the patient has accepted its numbers.</summary>
    public async Task<Hl7Answer> AcceptAsync(Hl7Message message, string from)
    {
        if (message.Type != "ORU^R01")
            return new("AR", "200", $"messages of the type {message.Type} are not taken; ORU^R01 is");
        if (message.Header.Text(11) != "P")
            return new("AR", "203", "only messages of production are taken: MSH-11 is P");
        if (DeviceOf(message) is not { } device)
            return new("AE", "101", "OBX-18 or MSH-3 names the device with 1 to 64 letters, digits, _ or -");
        if (IsOfAnother(message, device))
        {
            var wrong = new Refusal(
                RefusalReason.WrongPatient,
                "PID-3 names another patient than the one at the device's bed"
            );
            quarantine.Hear(device, wrong.Detail, registry.IsRegistered(device), from);
            Keep(device, wrong, message.Header);
            return new("AE", "204", wrong.Detail);
        }

        var (numerics, firstFault) = Read(message, device);
        if (numerics.IsEmpty)
            return new("AE", "102", firstFault.IsRefused ? firstFault.Detail : "the message has no observation (OBX)");
        foreach (var one in numerics)
        {
            var refusal = await DeliverAsync(device, one, from);
            if (refusal.IsRefused)
                return new("AE", "207", $"{refusal.Reason}: {refusal.Detail}");
        }

        quarantine.Release(device);
        return Hl7Answer.Accepted;
    }

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
            var time = Hl7Time.Read(said);
            if (!refusal.IsRefused && time is null)
                refusal = new(
                    RefusalReason.TimeImplausible,
                    $"OBX {segment.Text(1)}: OBX-14 or OBR-7 needs a time with its zone, such as 20260131120000+0100"
                );
            if (refusal.IsRefused)
            {
                Keep(device, refusal, segment);
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
    private void Keep(string device, Refusal refusal, Hl7Segment segment)
    {
        PatientMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason.ToString()));
        if (registry.IsRegistered(device))
            refusals
                .Of(device)
                .Add(
                    clock.GetUtcNow(),
                    MessageKind.Numerics,
                    refusal,
                    Encoding.UTF8.GetBytes(string.Join(segment.Delimiters.Field, segment.Fields))
                );
    }
}
