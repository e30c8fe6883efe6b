using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace WardGrid.Signals.Protocol;

/// <summary>The JSON form of <see cref="DeviceCommand"/>: <c>{"do":"rebirth"}</c>.</summary>
public static class DeviceCommandJson
{
    public static Refusal TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out DeviceCommand? command)
    {
        command = null;
        string? what = null;
        var walk = new JsonReader(payload);
        walk.Object("the command");
        while (walk.Field())
        {
            if (walk.Is("do"u8))
                what = walk.Text("do", DeviceBirthJson.MaxText);
            else
                walk.Leave();
        }

        var refusal = walk.End((what is not null, "do"));
        if (!refusal.IsRefused)
            command = new(what!);
        return refusal;
    }

    public static void Write(IBufferWriter<byte> to, DeviceCommand command)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("do"u8, command.Do);
        json.WriteEndObject();
    }
}
