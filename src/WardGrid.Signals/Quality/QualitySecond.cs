namespace WardGrid.Signals.Quality;

/// <summary>The issues of a second of a channel.</summary>
[Flags]
public enum QualityIssues
{
    None = 0,

    /// <summary>Samples did not arrive or were marked missing.</summary>
    Missing = 1,

    /// <summary>The signal does not move: a lead or probe is off, or the channel is disconnected.</summary>
    Flat = 2,

    /// <summary>The signal is at the end of its range.</summary>
    Saturated = 4,

    /// <summary>Slow wander larger than the beats.</summary>
    BaselineWander = 8,

    /// <summary>Muscle or other high-frequency noise.</summary>
    HighFrequencyNoise = 16,

    /// <summary>Mains interference.</summary>
    PowerLine = 32,

    /// <summary>Motion or an electrode that pulls: abrupt jumps.</summary>
    Motion = 64,

    /// <summary>No beat where other channels show beats.</summary>
    NoBeats = 128,

    /// <summary>Beats at intervals that no heart has.</summary>
    ImplausibleRhythm = 256,

    /// <summary>Beats that do not resemble each other.</summary>
    UnlikeBeats = 512,
}

/// <summary>The quality of one second of one channel.</summary>
/// <param name="Second">Seconds since the epoch at which it begins.</param>
/// <param name="Score">0 unusable to 1 clean; a decision may use a second from <see cref="Usable"/> on.</param>
public readonly record struct QualitySecond(long Second, float Score, QualityIssues Issues)
{
    /// <summary>The score from which a second counts as usable.</summary>
    public const float Usable = 0.5f;

    /// <summary>
    /// Whether the second has no signal at all: missing, flat or at the end of its range, as when a lead or probe is
    /// off.
    /// </summary>
    public bool CarriesNothing => Score == 0;
}
