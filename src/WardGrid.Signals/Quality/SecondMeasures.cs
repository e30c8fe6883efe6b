namespace WardGrid.Signals.Quality;

/// <summary>The measures of one second of samples, before anything is judged.</summary>
/// <remarks>
/// Amplitudes are in the channel's unit. A second is measured in ten blocks of 100 ms; a low quantile over blocks shows
/// the signal between the beats, the largest block shows the beats.
/// </remarks>
/// <param name="Second">Seconds since the epoch at which it begins.</param>
/// <param name="Missing">Share of samples that are missing, 0 to 1.</param>
/// <param name="FlatSeconds">The longest stretch without movement that touches this second, counted from its own
/// beginning.</param>
/// <param name="FlatLevel">The value of the newest stretch.</param>
/// <param name="Minimum">Smallest sample; NaN if all are missing.</param>
/// <param name="Maximum">Largest sample; NaN if all are missing.</param>
/// <param name="Mean">Mean of the samples present.</param>
/// <param name="Swing">Height of the beats: the largest peak to peak of 100 ms for an ECG, of the second for other
/// kinds.</param>
/// <param name="Noise">Root mean square of the frequencies above those of the kind's beats, between the beats.</param>
/// <param name="Mains">Amplitude at 50 or 60 Hz, whichever is larger, between the beats; 0 if the kind or rate cannot
/// show it.</param>
/// <param name="Wander">The range of the 100 ms means within the second, without the extreme blocks.</param>
/// <param name="Step">Largest change of the 100 ms mean over 200 ms.</param>
/// <param name="Clipped">Share of samples at the second's own highest or lowest value, away from its mean.</param>
/// <param name="AtRail">Share of samples at the ends of the range of the protocol.</param>
public readonly record struct SecondMeasures(
    long Second,
    float Missing,
    float FlatSeconds,
    float FlatLevel,
    float Minimum,
    float Maximum,
    float Mean,
    float Swing,
    float Noise,
    float Mains,
    float Wander,
    float Step,
    float Clipped,
    float AtRail
);
