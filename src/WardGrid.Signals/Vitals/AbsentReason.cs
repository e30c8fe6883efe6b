namespace WardGrid.Signals.Vitals;

/// <summary>Why a vital sign has no number (FHIR calls it dataAbsentReason); the rules stand in VITALS.md.</summary>
/// <remarks>In order: where several channels could give the number, the first of their reasons is said.</remarks>
public enum AbsentReason
{
    /// <summary>There is a number, or nothing is connected that could give one.</summary>
    None,

    /// <summary>The signal is good, but too short yet.</summary>
    Starting,

    /// <summary>The ECG shows fibrillation or flutter: there are no beats to count.</summary>
    Fibrillation,

    /// <summary>No beat, or no pulse, for 4 s on a signal that would show one.</summary>
    NoBeats,

    /// <summary>No breath for 20 s.</summary>
    NoBreaths,

    /// <summary>What looks like breaths comes at the heart's own rate.</summary>
    CardiacArtefact,

    /// <summary>Noise or movement covers the signal.</summary>
    Artefact,

    /// <summary>The ECG's electrode is off.</summary>
    ElectrodeOff,

    /// <summary>The oximeter's probe is off.</summary>
    ProbeOff,

    /// <summary>The pressure line is flat, damped or flushed.</summary>
    LineDisturbed,

    /// <summary>WardGrid cannot analyse the channel.</summary>
    NotAnalysed,

    /// <summary>The samples of the channel do not arrive.</summary>
    NoSamples,

    /// <summary>The monitor showed a number before, and shows none now.</summary>
    NotShown,
}
