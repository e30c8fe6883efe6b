using System.Collections.Frozen;
using System.Globalization;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Hl7;

/// <summary>Reads the numbers of a monitor's screen from observations (OBX) shaped by IHE PCD-01.</summary>
public static class Hl7Numerics
{
    /// <summary>WardGrid's code for each code that it takes; the monitors' label ABP means the arterial line.</summary>
    private static readonly FrozenDictionary<int, int> Codes = new Dictionary<int, int>
    {
        [Mdc.HeartRate] = Mdc.HeartRate,
        [Mdc.PulseRate] = Mdc.PulseRate,
        [Mdc.Spo2] = Mdc.Spo2,
        [Mdc.RespirationRate] = Mdc.RespirationRate,
        [Mdc.RespirationRateAlternative] = Mdc.RespirationRate,
        [Mdc.ArterialSystolic] = Mdc.ArterialSystolic,
        [Mdc.ArterialDiastolic] = Mdc.ArterialDiastolic,
        [Mdc.ArterialMean] = Mdc.ArterialMean,
        [150037] = Mdc.ArterialSystolic,
        [150038] = Mdc.ArterialDiastolic,
        [150039] = Mdc.ArterialMean,
    }.ToFrozenDictionary();

    // Codes and names of ISO/IEEE 11073-10101, and UCUM.
    private static readonly FrozenSet<string> PerMinute = FrozenSet.Create(
        "264864",
        "MDC_DIM_BEAT_PER_MIN",
        "264928",
        "MDC_DIM_RESP_PER_MIN",
        "/min",
        "1/min",
        "{beat}/min",
        "{beats}/min",
        "{breath}/min",
        "{breaths}/min"
    );

    private static readonly FrozenSet<string> Percent = FrozenSet.Create("262688", "MDC_DIM_PERCENT", "%");

    private static readonly FrozenSet<string> Mercury = FrozenSet.Create("266016", "MDC_DIM_MMHG", "mm[Hg]");

    /// <summary>Flags (OBX-8) by which a monitor says that its own number is not to be used.</summary>
    private static readonly FrozenSet<string> NotUsable = FrozenSet.Create(
        "INV",
        "NAV",
        "QUES",
        "CALIB",
        "OFF",
        "TEST",
        "DEMO"
    );

    /// <summary>WardGrid's code of a measurement; null if it has no use for it.</summary>
    public static int? CodeOf(string sent) =>
        int.TryParse(sent, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
        && Codes.TryGetValue(whole, out var code)
            ? code
            : null;

    /// <summary>Whether a text is a code of ISO/IEEE 11073-10101 and not words.</summary>
    public static bool IsWhole(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    /// <summary>Reads one observation; a refusal with the reason if WardGrid cannot use it.</summary>
    public static Refusal TryRead(Hl7Segment observation, out int code, out double value)
    {
        (code, value) = (0, DeviceNumerics.NotShown);
        var where = $"OBX {observation.Text(1)}";
        if (observation.Text(2) == "NA")
            return new(RefusalReason.UnknownChannel, $"{where}: waves are not taken over HL7");
        if (CodeOf(observation.Text(3)) is not { } known)
            return new(RefusalReason.UnknownChannel, $"{where}: WardGrid has no use for OBX-3 {observation.Text(3)}");
        code = known;
        return observation.Text(11) switch
        {
            "X" => Refusal.None,
            "F" or "R" or "P" or "C" => Number(observation, where, UnitsOf(code), out value),
            var status => new(
                RefusalReason.Malformed,
                $"{where}: the status OBX-11 is '{status}'; F, R, P, C and X are possible"
            ),
        };
    }

    private static Refusal Number(Hl7Segment observation, string where, FrozenSet<string> units, out double value)
    {
        value = DeviceNumerics.NotShown;
        if (observation.Text(5).Length == 0 || observation.Repetitions(8).Any(NotUsable.Contains))
            return Refusal.None;
        if (!units.Contains(observation.Text(6)) && !units.Contains(observation.Text(6, 2)))
            return new(RefusalReason.UnknownUnit, $"{where}: the unit OBX-6 is '{observation.Text(6)}'");
        if (
            observation.Text(2) != "NM"
            || !double.TryParse(
                observation.Text(5),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            || !double.IsFinite(number)
        )
            return new(RefusalReason.Malformed, $"{where}: OBX-5 is not a number of type NM");
        value = number;
        return Refusal.None;
    }

    private static FrozenSet<string> UnitsOf(int code) =>
        code switch
        {
            Mdc.Spo2 => Percent,
            Mdc.ArterialSystolic or Mdc.ArterialDiastolic or Mdc.ArterialMean => Mercury,
            _ => PerMinute,
        };
}
