using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace WardGrid.Signals.Protocol;

/// <summary>The JSON form of <see cref="DeviceBirth"/>.</summary>
/// <remarks>
/// <c>
/// {"epoch":1,"model":"...","serial":"...","channels":[
/// {"i":0,"name":"II","mdc":131330,"rate":250,"unit":"mV","gain":200.0,"offset":0}]}
/// </c>
/// </remarks>
public static class DeviceBirthJson
{
    /// <summary>The most channels of one device: a 12-lead monitor with every pressure has fewer.</summary>
    public const int MaxChannels = 32;

    /// <summary>
    /// Samples per second of one channel: diagnostic ECG is sampled at up to 1,000, pacemaker channels at 2,000.
    /// </summary>
    public const double MaxRate = 2000;

    /// <summary>The most characters of a name, model, serial or unit.</summary>
    public const int MaxText = 64;

    public static Refusal TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out DeviceBirth? birth)
    {
        birth = null;
        var walk = new JsonReader(payload);
        long? epoch = null;
        var (model, serial) = ("", "");
        ImmutableArray<ChannelDeclaration>? channels = null;

        walk.Object("the birth");
        while (walk.Field())
        {
            if (walk.Is("epoch"u8))
                epoch = walk.Whole("epoch", 0, uint.MaxValue);
            else if (walk.Is("model"u8))
                model = walk.Text("model", MaxText);
            else if (walk.Is("serial"u8))
                serial = walk.Text("serial", MaxText);
            else if (walk.Is("channels"u8))
                channels = ReadChannels(ref walk);
            else
                walk.Leave();
        }

        var refusal = walk.End((epoch is not null, "epoch"), (channels is not null, "channels"));
        if (!refusal.IsRefused)
            birth = new((uint)epoch!.Value, model, serial, channels!.Value);
        return refusal;
    }

    private static ImmutableArray<ChannelDeclaration> ReadChannels(ref JsonReader walk)
    {
        var channels = ImmutableArray.CreateBuilder<ChannelDeclaration>();
        walk.Array("channels");
        while (walk.Item())
        {
            if (channels.Count == MaxChannels)
            {
                walk.Refuse($"more than {MaxChannels} channels");
            }
            else if (ReadChannel(ref walk, channels.Count) is { } channel)
            {
                if (channels.Any(c => c.Index == channel.Index))
                    walk.Refuse($"two channels have the index {channel.Index}");
                channels.Add(channel);
            }
        }

        return channels.ToImmutable();
    }

    private static ChannelDeclaration? ReadChannel(ref JsonReader walk, int at)
    {
        if (walk.Token != JsonTokenType.StartObject)
        {
            walk.Refuse($"channel {at} is not a JSON object");
            return null;
        }

        long? index = null,
            code = null;
        double? rate = null,
            gain = null;
        var offset = 0.0;
        string? name = null;
        var unit = "";
        while (walk.Field())
        {
            if (walk.Is("i"u8))
                index = walk.Whole($"channel {at}: i", 0, byte.MaxValue);
            else if (walk.Is("name"u8))
                name = walk.Text($"channel {at}: name", MaxText);
            else if (walk.Is("mdc"u8))
                code = walk.Whole($"channel {at}: mdc", 0, int.MaxValue);
            else if (walk.Is("rate"u8))
                rate = walk.Number($"channel {at}: rate");
            else if (walk.Is("unit"u8))
                unit = walk.Text($"channel {at}: unit", MaxText);
            else if (walk.Is("gain"u8))
                gain = walk.Number($"channel {at}: gain");
            else if (walk.Is("offset"u8))
                offset = walk.Number($"channel {at}: offset");
            else
                walk.Leave();
        }

        RequireAll(
            ref walk,
            at,
            (index is not null, "i"),
            (name is not null, "name"),
            (code is not null, "mdc"),
            (rate is not null, "rate"),
            (gain is not null, "gain")
        );
        if (walk.Refusal.IsRefused)
            return null;
        if (rate is not (> 0 and <= MaxRate))
            walk.Refuse(
                $"channel {name}: a rate of {rate} samples per second, above 0 and up to {MaxRate} is possible"
            );
        if (gain == 0)
            walk.Refuse($"channel {name}: a gain of 0 gives no physical value");
        return new((int)index!, name!, (int)code!, rate!.Value, unit, gain!.Value, offset);
    }

    private static void RequireAll(ref JsonReader walk, int at, params ReadOnlySpan<(bool Found, string Name)> required)
    {
        foreach (var (found, name) in required)
        {
            if (!found)
                walk.Refuse($"channel {at}: {name} is missing");
        }
    }

    public static void Write(IBufferWriter<byte> to, DeviceBirth birth)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteNumber("epoch"u8, birth.Epoch);
        json.WriteString("model"u8, birth.Model);
        json.WriteString("serial"u8, birth.Serial);
        json.WriteStartArray("channels"u8);
        foreach (var channel in birth.Channels)
        {
            json.WriteStartObject();
            json.WriteNumber("i"u8, channel.Index);
            json.WriteString("name"u8, channel.Name);
            json.WriteNumber("mdc"u8, channel.Code);
            json.WriteNumber("rate"u8, channel.Rate);
            json.WriteString("unit"u8, channel.Unit);
            json.WriteNumber("gain"u8, channel.Gain);
            json.WriteNumber("offset"u8, channel.Offset);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
