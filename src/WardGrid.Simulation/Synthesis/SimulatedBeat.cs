namespace WardGrid.Simulation.Synthesis;

/// <summary>Where a simulated beat comes from, which decides its shape.</summary>
public enum BeatOrigin
{
    /// <summary>Sinus node: P wave, narrow QRS.</summary>
    Sinus,

    /// <summary>Above the ventricles without a visible P wave: narrow QRS.</summary>
    Supraventricular,

    /// <summary>A ventricle: wide QRS, opposite T wave.</summary>
    Ventricular,
}

/// <summary>One beat of a simulated heart: the truth that detectors are measured against.</summary>
/// <param name="Seconds">Time of the R peak since the simulation began.</param>
/// <param name="Interval">Seconds since the beat before.</param>
/// <param name="Strength">Stroke volume against the patient's resting one: what the pulse channels show.</param>
/// <param name="Axis">Turn of the electrical axis in the frontal plane, radians.</param>
public readonly record struct SimulatedBeat(
    double Seconds,
    BeatOrigin Origin,
    float Interval,
    float Strength,
    float Axis
);
