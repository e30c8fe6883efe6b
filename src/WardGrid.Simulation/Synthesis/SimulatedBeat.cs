namespace WardGrid.Simulation.Synthesis;

/// <summary>The origin of a simulated beat, which decides its shape.</summary>
public enum BeatOrigin
{
    /// <summary>Sinus node: P wave, narrow QRS.</summary>
    Sinus,

    /// <summary>Above the ventricles without a visible P wave: narrow QRS.</summary>
    Supraventricular,

    /// <summary>A ventricle: wide QRS, opposite T wave.</summary>
    Ventricular,
}

/// <summary>One beat of a simulated heart: the reference for detectors.</summary>
/// <param name="Seconds">Time of the R peak since the simulation began.</param>
/// <param name="Interval">Seconds since the beat before.</param>
/// <param name="Strength">Stroke volume relative to the patient's resting one, which the pulse channels show.</param>
/// <param name="Axis">Turn of the electrical axis in the frontal plane, radians.</param>
public readonly record struct SimulatedBeat(
    double Seconds,
    BeatOrigin Origin,
    float Interval,
    float Strength,
    float Axis
);
