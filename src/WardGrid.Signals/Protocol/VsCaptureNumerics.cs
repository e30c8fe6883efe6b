using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace WardGrid.Signals.Protocol;

/// <summary>Numerics as the public gateway VSCaptureMP publishes them to <c>{topic}/Numeric</c>.</summary>
/// <remarks>
/// A JSON array of <c>{Timestamp, Relativetimestamp, SystemLocalTime, PhysioID, Value, DeviceID}</c>. Its times are
/// local and without a zone, so they are not used: <see cref="DeviceNumerics.TimeMicros"/> is <see cref="NoTime"/>, and
/// the time of receipt is used. A value that the monitor does not show is "-" (<see cref="DeviceNumerics.NotShown"/>).
/// Other physiological ids than those below are named in <see cref="DeviceNumerics.Ignored"/>.
/// </remarks>
public static class VsCaptureNumerics
{
    /// <summary>The device gives no usable time.</summary>
    public const long NoTime = 0;

    public static Refusal TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out DeviceNumerics? numerics)
    {
        numerics = null;
        var walk = new JsonReader(payload);
        var values = ImmutableDictionary.CreateBuilder<int, double>();
        var ignored = ImmutableArray.CreateBuilder<string>();
        walk.Array("the numerics");
        for (var at = 0; walk.Item(); at++)
        {
            if (walk.Token != JsonTokenType.StartObject)
                walk.Refuse($"item {at} of the numerics is not a JSON object");
            else
                ReadItem(ref walk, at, values, ignored);
        }

        var refusal = walk.End();
        if (!refusal.IsRefused)
            numerics = new(0, NoTime, values.ToImmutable()) { Ignored = ignored.ToImmutable() };
        return refusal;
    }

    private static void ReadItem(
        ref JsonReader walk,
        int at,
        ImmutableDictionary<int, double>.Builder values,
        ImmutableArray<string>.Builder ignored
    )
    {
        string? id = null;
        double? value = null;
        while (walk.Field())
        {
            if (walk.Is("PhysioID"u8))
                id = walk.Text($"item {at}: PhysioID", 128);
            else if (!walk.Is("Value"u8))
                walk.Leave();
            else if (walk.Next())
                value = Value(ref walk, at);
        }

        if (id is null)
            walk.Refuse($"item {at}: PhysioID is missing");
        else if (CodeOf(id) is not { } code)
            ignored.Add(id);
        else if (value is { } number)
            Put(values, code, number);
    }

    /// <summary>Two ids can name one measurement; a number of either is used.</summary>
    private static void Put(ImmutableDictionary<int, double>.Builder values, int code, double number)
    {
        if (!double.IsNaN(number) || !values.ContainsKey(code))
            values[code] = number;
    }

    private static double Value(ref JsonReader walk, int at)
    {
        if (walk.Token == JsonTokenType.Null)
            return DeviceNumerics.NotShown;
        if (walk.Token != JsonTokenType.String)
            return walk.NumberHere($"item {at}: Value");
        var text = walk.Here($"item {at}: Value", 64);
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? value
            : DeviceNumerics.NotShown;
    }

    /// <summary>The code of a Philips IntelliVue physiological id; null if WardGrid does not use it.</summary>
    private static int? CodeOf(string id) =>
        id switch
        {
            "NOM_ECG_CARD_BEAT_RATE" => Mdc.HeartRate,
            "NOM_PLETH_PULS_RATE" or "NOM_PULS_OXIM_PULS_RATE" or "NOM_PULS_RATE" => Mdc.PulseRate,
            "NOM_PULS_OXIM_SAT_O2" => Mdc.Spo2,
            "NOM_RESP_RATE" => Mdc.RespirationRate,
            "NOM_PRESS_BLD_ART_ABP_SYS" or "NOM_PRESS_BLD_ART_SYS" => Mdc.ArterialSystolic,
            "NOM_PRESS_BLD_ART_ABP_DIA" or "NOM_PRESS_BLD_ART_DIA" => Mdc.ArterialDiastolic,
            "NOM_PRESS_BLD_ART_ABP_MEAN" or "NOM_PRESS_BLD_ART_MEAN" => Mdc.ArterialMean,
            _ => null,
        };
}
