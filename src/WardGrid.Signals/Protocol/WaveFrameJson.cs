using System.Buffers;
using System.Text.Json;

namespace WardGrid.Signals.Protocol;

/// <summary>
/// Turns the JSON form of a wave bundle, for simple gateways, into the binary form, so that one path follows.
/// </summary>
/// <remarks>
/// <c>{"epoch":1,"seq":7,"time":1790000000000000,"ch":[{"i":0,"start":1750,"v":[12,13,null]}]}</c>; null is a missing
/// sample. A JSON wave begins with <c>{</c>, a binary one with <c>W</c>. Allocates per message.
/// </remarks>
public static class WaveFrameJson
{
    /// <summary>Whether a wave payload is in the JSON form.</summary>
    public static bool IsJson(ReadOnlySpan<byte> payload) => payload.Length > 0 && payload[0] == (byte)'{';

    /// <summary>Writes the binary form; writes nothing where it refuses.</summary>
    public static Refusal TryConvert(ReadOnlySpan<byte> payload, IBufferWriter<byte> to)
    {
        var walk = new JsonReader(payload);
        long? epoch = null,
            sequence = null,
            time = null;
        var channels = -1;
        var body = new ArrayBufferWriter<byte>();
        walk.Object("the wave");
        while (walk.Field())
        {
            if (walk.Is("epoch"u8))
                epoch = walk.Whole("epoch", 0, uint.MaxValue);
            else if (walk.Is("seq"u8))
                sequence = walk.Whole("seq", 0, uint.MaxValue);
            else if (walk.Is("time"u8))
                time = walk.Whole("time", 0, long.MaxValue);
            else if (!walk.Is("ch"u8))
                walk.Leave();
            else if (channels >= 0)
                walk.Refuse("ch stands twice");
            else
                channels = ConvertChannels(ref walk, body);
        }

        var refusal = walk.End(
            (epoch is not null, "epoch"),
            (sequence is not null, "seq"),
            (time is not null, "time"),
            (channels >= 0, "ch")
        );
        if (refusal.IsRefused)
            return refusal;
        WaveFrameWriter.WriteHeader(to, (uint)epoch!.Value, (uint)sequence!.Value, time!.Value, channels);
        to.Write(body.WrittenSpan);
        return refusal;
    }

    private static int ConvertChannels(ref JsonReader walk, ArrayBufferWriter<byte> body)
    {
        var channels = 0;
        var samples = ArrayPool<short>.Shared.Rent(ushort.MaxValue);
        walk.Array("ch");
        for (; walk.Item(); channels++)
        {
            if (channels == DeviceBirthJson.MaxChannels)
                walk.Refuse($"more than {DeviceBirthJson.MaxChannels} channels");
            else if (walk.Token != JsonTokenType.StartObject)
                walk.Refuse($"channel {channels} is not a JSON object");
            else
                ConvertChannel(ref walk, channels, samples, body);
        }

        ArrayPool<short>.Shared.Return(samples);
        return channels;
    }

    private static void ConvertChannel(ref JsonReader walk, int at, Span<short> samples, ArrayBufferWriter<byte> body)
    {
        long? index = null,
            start = null;
        var count = -1;
        while (walk.Field())
        {
            if (walk.Is("i"u8))
                index = walk.Whole($"channel {at}: i", 0, byte.MaxValue);
            else if (walk.Is("start"u8))
                start = walk.Whole($"channel {at}: start", 0, long.MaxValue - ushort.MaxValue);
            else if (walk.Is("v"u8))
                count = ReadSamples(ref walk, at, samples[..ushort.MaxValue]);
            else
                walk.Leave();
        }

        if (index is null)
            walk.Refuse($"channel {at}: i is missing");
        else if (start is null)
            walk.Refuse($"channel {at}: start is missing");
        else if (count < 0)
            walk.Refuse($"channel {at}: v is missing");
        if (!walk.Refusal.IsRefused)
            WaveFrameWriter.WriteChannel(body, (int)index!.Value, start!.Value, samples[..count]);
    }

    private static int ReadSamples(ref JsonReader walk, int at, Span<short> samples)
    {
        var count = 0;
        walk.Array($"channel {at}: v");
        while (walk.Item())
        {
            if (count == samples.Length)
            {
                walk.Refuse($"channel {at}: more than {samples.Length} samples");
                break;
            }

            samples[count++] =
                walk.Token == JsonTokenType.Null
                    ? ChannelDeclaration.Missing
                    : (short)walk.WholeHere("a sample", short.MinValue, short.MaxValue);
        }

        return count;
    }
}
