using System.Collections.Immutable;
using System.Numerics;

namespace WardGrid.Signals.Synthesis;

/// <summary>One wave of a beat as a bell in time and a dipole in space.</summary>
/// <param name="Centre">Seconds after the R peak; waves after the QRS are stretched with the interval.</param>
/// <param name="Width">Standard deviation in seconds.</param>
/// <param name="Dipole">Millivolts to the patient's left, feet and front.</param>
/// <param name="Stretches">Whether the wave's distance follows the square root of the interval (Bazett), as a T wave does.</param>
internal readonly record struct BeatWave(float Centre, float Width, Vector3 Dipole, bool Stretches = false)
{
    private static readonly BeatWave P = new(-0.165f, 0.022f, new(0.08f, 0.11f, 0.03f));

    /// <summary>QRS and T of a beat that the conduction system carries.</summary>
    /// <remarks>Septum to the front, main mass to left and feet, base to the back: an R in II and an rS in V1.</remarks>
    private static readonly ImmutableArray<BeatWave> Narrow =
    [
        new(-0.026f, 0.009f, new(-0.08f, -0.02f, 0.14f)),
        new(0, 0.012f, new(0.75f, 0.80f, -0.30f)),
        new(0.027f, 0.011f, new(-0.12f, -0.15f, -0.45f)),
        new(0.25f, 0.040f, new(0.08f, 0.10f, 0.05f), Stretches: true),
        new(0.30f, 0.042f, new(0.13f, 0.16f, 0.08f), Stretches: true),
    ];

    /// <summary>QRS and T of a beat that begins in a ventricle: about 150 ms wide, another axis, T opposite.</summary>
    private static readonly ImmutableArray<BeatWave> Wide =
    [
        new(-0.035f, 0.024f, new(-0.30f, -0.35f, 0.55f)),
        new(0.015f, 0.032f, new(-0.55f, -1.00f, 0.45f)),
        new(0.30f, 0.055f, new(0.25f, 0.42f, -0.25f), Stretches: true),
    ];

    private static readonly ImmutableArray<BeatWave> WithP = [P, .. Narrow];

    /// <summary>Seconds before the R peak at which the earliest wave begins.</summary>
    public const double LeadIn = 0.3;

    /// <summary>Seconds after the R peak at which the last wave has ended, at the longest stretch.</summary>
    public const double TailOut = 0.8;

    /// <summary>The waves of a beat, by its origin.</summary>
    public static ImmutableArray<BeatWave> Of(BeatOrigin origin) => origin switch
    {
        BeatOrigin.Ventricular => Wide,
        BeatOrigin.Supraventricular => Narrow,
        _ => WithP,
    };
}
