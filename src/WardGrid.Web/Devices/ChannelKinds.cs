using WardGrid.Signals.Protocol;

namespace WardGrid.Web.Devices;

/// <summary>What a channel can be mapped to, with the names that people know.</summary>
internal static class ChannelKinds
{
    public static IReadOnlyList<(string Name, int Code)> All { get; } =
    [
        ("ECG I", Mdc.EcgLeadI),
        ("ECG II", Mdc.EcgLeadII),
        ("ECG III", Mdc.EcgLeadIII),
        ("ECG aVR", Mdc.EcgLeadAvr),
        ("ECG aVL", Mdc.EcgLeadAvl),
        ("ECG aVF", Mdc.EcgLeadAvf),
        ("ECG V1", Mdc.EcgLeadV1),
        ("ECG V2", Mdc.EcgLeadV2),
        ("ECG V3", Mdc.EcgLeadV3),
        ("ECG V4", Mdc.EcgLeadV4),
        ("ECG V5", Mdc.EcgLeadV5),
        ("ECG V6", Mdc.EcgLeadV6),
        ("Pleth", Mdc.Pleth),
        ("ABP", Mdc.ArterialPressureWave),
        ("Resp", Mdc.RespirationWave),
    ];

    /// <summary>The name of a code; the code itself where it is another.</summary>
    public static string NameOf(int code) => All.FirstOrDefault(k => k.Code == code).Name ?? $"{code}";
}
