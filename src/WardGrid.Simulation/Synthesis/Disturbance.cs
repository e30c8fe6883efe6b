namespace WardGrid.Simulation.Synthesis;

/// <summary>A disturbance of a signal at the bedside.</summary>
public enum DisturbanceKind
{
    /// <summary>The ECG's baseline moves with breath and posture.</summary>
    BaselineWander,

    /// <summary>Muscle potentials over the ECG: shivering, tension.</summary>
    MuscleNoise,

    /// <summary>Pulled electrodes: abrupt jumps that die away.</summary>
    ElectrodeMotion,

    /// <summary>Mains at 50 Hz.</summary>
    Mains,

    /// <summary>An ECG electrode has come off: the lead is flat.</summary>
    LeadOff,

    /// <summary>The oximeter's probe has come off: the pleth is flat.</summary>
    ProbeOff,

    /// <summary>
    /// Rhythmic movement, such as tooth brushing or chest physiotherapy, that looks like ventricular
    /// tachycardia on the ECG.
    /// </summary>
    RhythmicMotion,

    /// <summary>The hand with the probe moves: the pleth swings independently of the heart.</summary>
    ProbeMotion,
}

/// <summary>A disturbance of a step of a scenario.</summary>
/// <param name="Level">Its size; 1 is usual at the bedside.</param>
/// <param name="Channel">The channel that it concerns, by name; null: every channel of its kind.</param>
public readonly record struct Disturbance(DisturbanceKind Kind, float Level = 1, string? Channel = null);
