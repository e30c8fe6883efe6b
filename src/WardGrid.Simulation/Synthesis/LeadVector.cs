using System.Numerics;
using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Synthesis;

/// <summary>How an ECG lead sees the heart's dipole.</summary>
/// <remarks>
/// Axes: patient's left, feet, front. Limb leads are Einthoven's triangle, so that I + III = II holds exactly; chest
/// leads go round from the right front (V1) to the left side (V6).
/// </remarks>
internal static class LeadVector
{
    private const float Sin60 = 0.8660254f;

    public static Vector3 Of(int code) =>
        code switch
        {
            Mdc.EcgLeadI => new(1, 0, 0),
            Mdc.EcgLeadII => new(0.5f, Sin60, 0),
            Mdc.EcgLeadIII => new(-0.5f, Sin60, 0),
            Mdc.EcgLeadAvr => new(-0.75f, -Sin60 / 2, 0),
            Mdc.EcgLeadAvl => new(0.75f, -Sin60 / 2, 0),
            Mdc.EcgLeadAvf => new(0, Sin60, 0),
            Mdc.EcgLeadV1 => new(-0.30f, 0.05f, 0.95f),
            Mdc.EcgLeadV2 => new(0.10f, 0.05f, 1.10f),
            Mdc.EcgLeadV3 => new(0.45f, 0.10f, 1.00f),
            Mdc.EcgLeadV4 => new(0.80f, 0.15f, 0.70f),
            Mdc.EcgLeadV5 => new(1.00f, 0.15f, 0.20f),
            Mdc.EcgLeadV6 => new(1.00f, 0.15f, -0.10f),
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "not an ECG lead"),
        };
}
