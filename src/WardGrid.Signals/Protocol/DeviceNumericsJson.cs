using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace WardGrid.Signals.Protocol;

/// <summary>
/// The JSON form of <see cref="DeviceNumerics"/>, and the array that the public gateway VSCaptureMP publishes.
/// </summary>
/// <remarks>
/// <c>{"epoch":1,"time":1790000000000000,"v":{"147842":71,"150456":97}}</c>; null is a value that the device does not
/// show. A value that is left out stays until it is old.
/// </remarks>
public static class DeviceNumericsJson
{
    /// <summary>The most numbers in one message; a message with more is refused.</summary>
    public const int MaxValues = 256;

    public static Refusal TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out DeviceNumerics? numerics)
    {
        if (payload.TrimStart(" \t\r\n"u8).StartsWith("["u8))
            return VsCaptureNumerics.TryRead(payload, out numerics);

        numerics = null;
        var walk = new JsonReader(payload);
        long? epoch = null,
            time = null;
        ImmutableDictionary<int, double>? values = null;
        walk.Object("the numerics");
        while (walk.Field())
        {
            if (walk.Is("epoch"u8))
                epoch = walk.Whole("epoch", 0, uint.MaxValue);
            else if (walk.Is("time"u8))
                time = walk.Whole("time", 0, long.MaxValue);
            else if (walk.Is("v"u8))
                values = ReadValues(ref walk);
            else
                walk.Leave();
        }

        var refusal = walk.End((epoch is not null, "epoch"), (time is not null, "time"), (values is not null, "v"));
        if (!refusal.IsRefused)
            numerics = new((uint)epoch!.Value, time!.Value, values!);
        return refusal;
    }

    private static ImmutableDictionary<int, double> ReadValues(ref JsonReader walk)
    {
        var values = ImmutableDictionary.CreateBuilder<int, double>();
        walk.Object("v");
        while (walk.Field())
        {
            var name = walk.Here("a code in v", 10);
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
                walk.Refuse($"the code {name} in v is not a whole number");
            else if (values.Count == MaxValues)
                walk.Refuse($"more than {MaxValues} numbers");
            else if (walk.Next())
                values[code] =
                    walk.Token == JsonTokenType.Null
                        ? DeviceNumerics.NotShown
                        : walk.NumberHere($"the value of {code}");
        }

        return values.ToImmutable();
    }

    public static void Write(IBufferWriter<byte> to, DeviceNumerics numerics)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteNumber("epoch"u8, numerics.Epoch);
        json.WriteNumber("time"u8, numerics.TimeMicros);
        json.WriteStartObject("v"u8);
        foreach (var (code, value) in numerics.Values.OrderBy(v => v.Key))
        {
            var name = code.ToString(CultureInfo.InvariantCulture);
            if (double.IsNaN(value))
                json.WriteNull(name);
            else
                json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
