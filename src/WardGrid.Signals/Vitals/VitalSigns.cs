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

/// <summary>One number of a patient with its time and origin; <c>default</c> means that there is none.</summary>
/// <param name="Value">In the unit of its place in <see cref="VitalSigns"/>.</param>
/// <param name="AtSeconds">Seconds since the epoch of the newest sample that it rests on.</param>
public readonly record struct Reading(float Value, double AtSeconds, ReadingSource Source)
{
    public static Reading None => default;

    public bool Exists => Source != ReadingSource.None;
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
    Reading HeartRate, Reading PulseRate, Reading Spo2, Reading RespirationRate, Reading Systolic, Reading Diastolic, Reading Mean)
{
    public static VitalSigns None { get; } = new(default, default, default, default, default, default, default);
}
