using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Quality;

/// <summary>What counts as movement, noise and a plausible height for one kind of signal.</summary>
/// <param name="FlatPeakToPeak">Peak to peak, in the kind's unit, at or below which a signal does not move.</param>
/// <param name="FlatSeconds">Seconds without movement after which it counts as flat.</param>
/// <param name="NoiseAboveHz">No beat of this kind has higher frequencies than this.</param>
/// <param name="NoiseShare">Noise, as a share of the beats' height, at which a second counts half.</param>
/// <param name="LeastSwing">Height below which a signal is compared with this height instead of its own.</param>
/// <param name="Lowest">Lowest plausible value.</param>
/// <param name="Highest">Highest plausible value.</param>
public sealed record QualityLimits(
    float FlatPeakToPeak,
    float FlatSeconds,
    double NoiseAboveHz,
    float NoiseShare,
    float LeastSwing,
    float Lowest,
    float Highest
)
{
    /// <summary>
    /// ADC steps within which any signal counts as not moving: the last bit of a converter toggles on a still input.
    /// </summary>
    public const float FlatSteps = 2;

    /// <remarks>
    /// Attached electrodes always show some 10 µV of noise (IEC 60601-2-27 allows 30 µV of the monitor's own, referred
    /// to input), so only a signal within 4 µV is flat; the pause of a slow heart is not. QRS below 0.15 mV need not be
    /// detected and above 5 mV need not be handled (the same). Ventricular fibrillation is below 12 Hz, muscle noise
    /// above 20 Hz (Clifford, Azuaje, McSharry 2006), hence 25 Hz.
    /// </remarks>
    public static QualityLimits Ecg { get; } = new(0.004f, 0.9f, 25, 0.09f, 0.15f, -12f, 12f);

    /// <remarks>
    /// Arbitrary unit and gain, so only ADC steps show that a signal is flat; a pulse has no power above 10 Hz (Elgendi
    /// 2012).
    /// </remarks>
    public static QualityLimits Pleth { get; } =
        new(0, 0.9f, 10, 0.10f, 0, float.NegativeInfinity, float.PositiveInfinity);

    /// <remarks>
    /// Systolic at most 300 mmHg after Sun, Reisner, Mark 2006 (signal abnormality index); no zeroed transducer reads
    /// below -20 mmHg. During a flush or with an open tap the signal stays within 0.5 mmHg.
    /// </remarks>
    public static QualityLimits ArterialPressure { get; } = new(0.5f, 0.9f, 16, 0.06f, 10, -20, 300);

    /// <remarks>Breath holding is quiet but not digital silence; breathing and heartbeat are below 3 Hz.</remarks>
    public static QualityLimits Respiration { get; } =
        new(0, 3, 5, 0.15f, 0, float.NegativeInfinity, float.PositiveInfinity);

    /// <remarks>Unknown physics: only missing, flat and railed samples are judged.</remarks>
    public static QualityLimits Other { get; } =
        new(0, 3, 5, float.PositiveInfinity, 0, float.NegativeInfinity, float.PositiveInfinity);

    public static QualityLimits For(SignalKind kind) =>
        kind switch
        {
            SignalKind.Ecg => Ecg,
            SignalKind.Pleth => Pleth,
            SignalKind.ArterialPressure => ArterialPressure,
            SignalKind.Respiration => Respiration,
            _ => Other,
        };
}
