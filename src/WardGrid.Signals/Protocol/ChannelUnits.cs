namespace WardGrid.Signals.Protocol;

/// <summary>Converts the units of devices to those of WardGrid's analysis: ECG in mV, pressures in mmHg.</summary>
/// <remarks>
/// Only the declaration's gain changes, so the samples stay as the device sent them. Spellings are those of UCUM, of
/// ISO/IEEE 11073 and of common gateways. Pleth and respiration are judged by their shape and may have any unit.
/// Without a unit, mV and mmHg are assumed.
/// </remarks>
public static class ChannelUnits
{
    /// <summary>mmHg in one kPa.</summary>
    private const double MmHgPerKilopascal = 7.500616827;

    // Codes of ISO/IEEE 11073-10101, as whole codes and as terms of its partition of units (4).
    private static readonly Dictionary<string, double> Millivolts = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["mV"] = 1,
        ["millivolt"] = 1,
        ["millivolts"] = 1,
        ["MDC_DIM_MILLI_VOLT"] = 1,
        ["266418"] = 1,
        ["4274"] = 1,
        ["uV"] = 1e-3,
        ["µV"] = 1e-3,
        ["μV"] = 1e-3,
        ["microvolt"] = 1e-3,
        ["microvolts"] = 1e-3,
        ["MDC_DIM_MICRO_VOLT"] = 1e-3,
        ["266419"] = 1e-3,
        ["4275"] = 1e-3,
        ["V"] = 1e3,
        ["volt"] = 1e3,
        ["volts"] = 1e3,
        ["MDC_DIM_VOLT"] = 1e3,
        ["266400"] = 1e3,
        ["4256"] = 1e3,
    };

    private static readonly Dictionary<string, double> MillimetresOfMercury = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["mmHg"] = 1,
        ["mm[Hg]"] = 1,
        ["mm Hg"] = 1,
        ["MDC_DIM_MMHG"] = 1,
        ["266016"] = 1,
        ["3872"] = 1,
        ["kPa"] = MmHgPerKilopascal,
        ["kilopascal"] = MmHgPerKilopascal,
        ["MDC_DIM_KILO_PASCAL"] = MmHgPerKilopascal,
        ["265987"] = MmHgPerKilopascal,
        ["3843"] = MmHgPerKilopascal,
    };

    private static readonly HashSet<string> Dimensionless = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "1",
        "%",
        "MDC_DIM_DIMLESS",
        "262656",
        "512",
        "MDC_DIM_PERCENT",
        "262688",
        "544",
    };

    private static readonly HashSet<string> Impedances = new(StringComparer.OrdinalIgnoreCase)
    {
        "ohm",
        "Ω",
        "Ω",
        "MDC_DIM_X_OHM",
        "MDC_DIM_OHM",
        "266432",
        "4288",
    };

    /// <summary>
    /// The declaration in WardGrid's unit; a unit that cannot be converted is refused, with the list of those that can.
    /// </summary>
    public static Refusal TryConvert(ChannelDeclaration declared, out ChannelDeclaration converted)
    {
        converted = declared;
        var (units, own) = declared.Kind switch
        {
            SignalKind.Ecg => (Millivolts, "mV"),
            SignalKind.ArterialPressure => (MillimetresOfMercury, "mmHg"),
            _ => (null, declared.Unit),
        };
        if (units is null)
            return Refusal.None;
        if (!units.TryGetValue(declared.Unit.Trim(), out var factor))
        {
            var accepted = declared.Kind == SignalKind.Ecg ? "V, mV or uV" : "mmHg or kPa";
            return new(
                RefusalReason.UnknownUnit,
                $"channel {declared.Name}: the unit '{declared.Unit}' is not known here; accepted are {accepted}"
            );
        }

        converted = declared with { Unit = own, Gain = declared.Gain / factor };
        return Refusal.None;
    }

    /// <summary>Whether a kind usually has this unit; no unit is usual only for a kind without one (pleth).</summary>
    public static bool IsUsual(string unit, SignalKind kind) =>
        kind switch
        {
            SignalKind.Ecg => IsVoltage(unit),
            SignalKind.ArterialPressure => unit.Trim().Length > 0 && MillimetresOfMercury.ContainsKey(unit.Trim()),
            SignalKind.Pleth => Dimensionless.Contains(unit.Trim()),
            SignalKind.Respiration => Impedances.Contains(unit.Trim()),
            _ => false,
        };

    /// <summary>Whether a unit is one of voltage: a channel of unknown kind may be an ECG.</summary>
    public static bool IsVoltage(string unit) => unit.Trim().Length > 0 && Millivolts.ContainsKey(unit.Trim());
}
