using System.Collections.Immutable;
using System.Numerics;

namespace WardGrid.Simulation.Synthesis;

/// <summary>One wave of a beat as a bell in time and a dipole in space.</summary>
/// <param name="Centre">Seconds after the R peak; waves after the QRS are stretched with the interval.</param>
/// <param name="Width">Standard deviation in seconds.</param>
/// <param name="Dipole">Millivolts to the patient's left, feet and front.</param>
/// <param name="Stretches">Whether the wave's distance follows the square root of the interval (Bazett), as a T wave
/// does.</param>
internal readonly record struct BeatWave(float Centre, float Width, Vector3 Dipole, bool Stretches = false)
{
    private static readonly BeatWave P = new(-0.165f, 0.022f, new(0.08f, 0.11f, 0.03f));

    /// <summary>QRS and T of a beat that is conducted normally.</summary>
    /// <remarks>
    /// Septum to the front, main mass to left and feet, base to the back: an R in II and an rS in V1.
    /// </remarks>
    private static readonly ImmutableArray<BeatWave> Narrow =
    [
        new(-0.026f, 0.009f, new(-0.08f, -0.02f, 0.14f)),
        new(0, 0.012f, new(0.75f, 0.80f, -0.30f)),
        new(0.027f, 0.011f, new(-0.12f, -0.15f, -0.45f)),
        new(0.25f, 0.040f, new(0.08f, 0.10f, 0.05f), Stretches: true),
        new(0.30f, 0.042f, new(0.13f, 0.16f, 0.08f), Stretches: true),
    ];

    /// <summary>
    /// QRS and T of a beat that begins in a ventricle: about 160 ms wide, taller, another axis, T opposite.
    /// </summary>
    /// <remarks>Both ventricles are reached one after the other, so that their dipoles do not cancel out.</remarks>
    private static readonly ImmutableArray<BeatWave> Wide =
    [
        new(-0.032f, 0.018f, new(-0.35f, -0.45f, 0.65f)),
        new(0.010f, 0.024f, new(-0.80f, -1.35f, 0.60f)),
        new(0.055f, 0.020f, new(-0.15f, -0.40f, 0.35f)),
        new(0.30f, 0.060f, new(0.40f, 0.62f, -0.35f), Stretches: true),
    ];

    private static readonly ImmutableArray<BeatWave> WithP = [P, .. Narrow];

    /// <summary>Seconds before the R peak at which the earliest wave begins.</summary>
    public const double LeadIn = 0.3;

    /// <summary>Seconds after the R peak at which the last wave has ended, at the longest stretch.</summary>
    public const double TailOut = 0.8;

    /// <summary>The waves of a beat, by its origin.</summary>
    public static ImmutableArray<BeatWave> Of(BeatOrigin origin) =>
        origin switch
        {
            BeatOrigin.Ventricular => Wide,
            BeatOrigin.Supraventricular => Narrow,
            _ => WithP,
        };
}
