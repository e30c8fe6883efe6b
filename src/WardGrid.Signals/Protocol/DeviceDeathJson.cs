using System.Buffers;
using System.Text.Json;

namespace WardGrid.Signals.Protocol;

/// <summary>The JSON form of <see cref="DeviceDeath"/>.</summary>
/// <remarks>Empty, a JSON text, or <c>{"reason":"..."}</c>.</remarks>
public static class DeviceDeathJson
{
    /// <summary>The most characters of a reason.</summary>
    public const int MaxText = 500;

    public static Refusal TryRead(ReadOnlySpan<byte> payload, out DeviceDeath death)
    {
        var reason = "";
        var refusal = Refusal.None;
        if (!payload.IsEmpty)
        {
            var walk = new JsonReader(payload);
            walk.Next();
            if (walk.Token == JsonTokenType.String)
                reason = walk.Here("the reason", MaxText);
            else if (walk.Token != JsonTokenType.StartObject)
                walk.Refuse("the death is neither empty, nor a text, nor a JSON object");
            else
                reason = ReadReason(ref walk);
            refusal = walk.End();
        }

        death = new(refusal.IsRefused ? "" : reason);
        return refusal;
    }

    private static string ReadReason(ref JsonReader walk)
    {
        var reason = "";
        while (walk.Field())
        {
            if (walk.Is("reason"u8))
                reason = walk.Text("reason", MaxText);
            else
                walk.Leave();
        }

        return reason;
    }

    public static void Write(IBufferWriter<byte> to, DeviceDeath death)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("reason"u8, death.Reason);
        json.WriteEndObject();
    }
}
