using System.Globalization;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Hl7;

/// <summary>Names the events of ISO/IEEE 11073-10101 as WardGrid's devices name their alarms.</summary>
/// <remarks>
/// Only events whose meaning is WardGrid's own are translated. Every other one keeps its name, and a biomedical
/// engineer may map it.
/// </remarks>
public static class Hl7Events
{
    private const int EventPartition = 3;

    /// <summary>The device's code of an alarm.</summary>
    /// <param name="code">The event's code; may be empty.</param>
    /// <param name="name">The event's name, such as MDC_EVT_ECG_ASYSTOLE; may be empty.</param>
    /// <param name="source">The code of the measurement that the event is about; may be empty.</param>
    public static string CodeOf(string code, string name, string source)
    {
        var term = TermOf(code, name);
        if (KnownAs(term) is { } known)
            return known;
        var own = name.Length > 0 ? name : code;
        if (!IsLow(term) && !IsHigh(term))
            return own;
        return LimitAs(source, IsLow(term)) ?? (source.Length > 0 ? $"{own}@{source}" : own);
    }

    /// <summary>The event's name without its beginning; by its code where it has no name.</summary>
    private static string TermOf(string code, string name)
    {
        var at = name.IndexOf("EVT_", StringComparison.Ordinal);
        if (at >= 0)
            return name[(at + 4)..];
        return
            int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            && whole >> 16 == EventPartition
            ? TermOf(whole & 0xFFFF)
            : "";
    }

    private static string TermOf(int term) =>
        term switch
        {
            40 => "HI",
            44 => "HI_VAL_GT_LIM",
            62 => "LO",
            66 => "LO_VAL_LT_LIM",
            3076 => "ECG_ASYSTOLE",
            3086 => "ECG_BRADY_EXTREME",
            3122 => "ECG_TACHY_EXTREME",
            3128 => "ECG_ATR_FIB",
            3224 => "ECG_V_TACHY",
            3246 => "DESAT",
            _ => "",
        };

    private static string? KnownAs(string term) =>
        term switch
        {
            "ECG_ASYSTOLE" => "ASYSTOLE",
            "ECG_BRADY_EXTREME" => "EXTREME_BRADY",
            "ECG_TACHY_EXTREME" => "EXTREME_TACHY",
            "ECG_V_TACHY" => "VT",
            // A monitor that does not tell the two apart: the more urgent one, which is never silent.
            "ECG_V_FIB" or "ECG_V_FIB_TACHY" => "VF",
            "ECG_ATR_FIB" or "ECG_AFIB" => "AF",
            "DESAT" => "SPO2_LOW",
            "LEAD_OFF" or "LEADS_OFF" => "LEAD_OFF",
            _ => null,
        };

    private static bool IsLow(string term) => term is "LO" or "LO_VAL_LT_LIM" or "LO_LT_LIM";

    private static bool IsHigh(string term) => term is "HI" or "HI_VAL_GT_LIM" or "HI_GT_LIM";

    private static string? LimitAs(string source, bool isLow) =>
        Hl7Numerics.CodeOf(source) switch
        {
            Mdc.Spo2 => isLow ? "SPO2_LOW" : null,
            Mdc.ArterialSystolic or Mdc.ArterialDiastolic or Mdc.ArterialMean => isLow ? "ABP_LOW" : "ABP_HIGH",
            _ => null,
        };
}
