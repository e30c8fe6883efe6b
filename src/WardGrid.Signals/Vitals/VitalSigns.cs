namespace WardGrid.Signals.Vitals;

/// <summary>Where a reading comes from.</summary>
public enum ReadingSource
{
    /// <summary>There is no reading.</summary>
    None,

    /// <summary>WardGrid measured it on a waveform.</summary>
    Measured,

    /// <summary>The device said so in its numerics.</summary>
    Device,
}

/// <summary>
/// One number of a patient with its time and origin, or why there is none; <c>default</c> means that nothing is
/// connected for it.
/// </summary>
/// <param name="Value">In the unit of its place in <see cref="VitalSigns"/>.</param>
/// <param name="AtSeconds">Seconds since the epoch of the newest sample that it rests on; without a number, of the last
/// beat or breath.</param>
public readonly record struct Reading(
    float Value,
    double AtSeconds,
    ReadingSource Source,
    AbsentReason Absent = AbsentReason.None
)
{
    public static Reading None => default;

    public bool Exists => Source != ReadingSource.None;

    /// <summary>No number, for a reason.</summary>
    /// <param name="since">Seconds since the epoch of the last beat or breath; 0 where the reason has no such
    /// time.</param>
    public static Reading Without(AbsentReason reason, double since = 0) => new(0, since, ReadingSource.None, reason);
}

/// <summary>A patient's vital signs at one moment.</summary>
/// <param name="HeartRate">From the ECG, beats per minute.</param>
/// <param name="PulseRate">From pleth or arterial pressure, beats per minute.</param>
/// <param name="Spo2">Oxygen saturation in percent, from the device's numerics only.</param>
/// <param name="RespirationRate">Breaths per minute.</param>
/// <param name="Systolic">Arterial, mmHg.</param>
/// <param name="Diastolic">Arterial, mmHg.</param>
/// <param name="Mean">Arterial, mmHg.</param>
public sealed record VitalSigns(
    Reading HeartRate,
    Reading PulseRate,
    Reading Spo2,
    Reading RespirationRate,
    Reading Systolic,
    Reading Diastolic,
    Reading Mean
)
{
    public static VitalSigns None { get; } = new(default, default, default, default, default, default, default);
}
