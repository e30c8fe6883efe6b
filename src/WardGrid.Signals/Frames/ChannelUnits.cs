namespace WardGrid.Signals.Frames;

/// <summary>Converts what devices declare to the units in which WardGrid analyses: ECG in mV, pressures in mmHg.</summary>
/// <remarks>
/// Only the declaration's gain changes, so the samples stay as the device sent them. Spellings are those of UCUM, of ISO/IEEE 11073 and
/// of common gateways. Pleth and respiration are judged by their shape and may have any unit. Without a unit mV and mmHg are meant.
/// </remarks>
public static class ChannelUnits
{
    /// <summary>mmHg in one kPa.</summary>
    private const double MmHgPerKilopascal = 7.500616827;

    private static readonly Dictionary<string, double> Millivolts = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1, ["mV"] = 1, ["millivolt"] = 1, ["millivolts"] = 1, ["MDC_DIM_MILLI_VOLT"] = 1,
        ["uV"] = 1e-3, ["µV"] = 1e-3, ["μV"] = 1e-3, ["microvolt"] = 1e-3, ["microvolts"] = 1e-3, ["MDC_DIM_MICRO_VOLT"] = 1e-3,
        ["V"] = 1e3, ["volt"] = 1e3, ["volts"] = 1e3, ["MDC_DIM_VOLT"] = 1e3,
    };

    private static readonly Dictionary<string, double> MillimetresOfMercury = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1, ["mmHg"] = 1, ["mm[Hg]"] = 1, ["mm Hg"] = 1, ["MDC_DIM_MMHG"] = 1,
        ["kPa"] = MmHgPerKilopascal, ["kilopascal"] = MmHgPerKilopascal, ["MDC_DIM_KILO_PASCAL"] = MmHgPerKilopascal,
    };

    /// <summary>The declaration in WardGrid's unit; refuses a unit that cannot be converted, with those that can.</summary>
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
            return new(RefusalReason.UnknownUnit, $"channel {declared.Name}: the unit '{declared.Unit}' is not known here; accepted are {accepted}");
        }

        converted = declared with { Unit = own, Gain = declared.Gain / factor };
        return Refusal.None;
    }

    /// <summary>Whether a unit is one of voltage: a channel of unknown kind may be an ECG.</summary>
    public static bool IsVoltage(string unit) => unit.Trim().Length > 0 && Millivolts.ContainsKey(unit.Trim());
}
