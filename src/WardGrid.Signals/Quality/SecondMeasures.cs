namespace WardGrid.Signals.Quality;

/// <summary>What one second of samples says of itself, before anything is judged.</summary>
/// <remarks>
/// Amplitudes are in the channel's unit. A second is measured in ten blocks of 100 ms; a low quantile over blocks sees
/// what lies between the beats, the largest block sees the beats.
/// </remarks>
/// <param name="Second">Seconds since the epoch at which it begins.</param>
/// <param name="Missing">Share of samples that are missing, 0 to 1.</param>
/// <param name="FlatSeconds">The longest stretch without movement that touches this second, counted from its own
/// beginning.</param>
/// <param name="FlatLevel">The value at which the newest stretch stands.</param>
/// <param name="Minimum">Smallest sample; NaN where all are missing.</param>
/// <param name="Maximum">Largest sample; NaN where all are missing.</param>
/// <param name="Mean">Mean of the samples present.</param>
/// <param name="Swing">Height of the beats: the largest peak to peak of 100 ms for an ECG, of the second for other
/// kinds.</param>
/// <param name="Noise">Root mean square of what is faster than the kind's fastest beat, between the beats.</param>
/// <param name="Mains">Amplitude at 50 or 60 Hz, whichever is larger, between the beats; 0 where the kind or rate
/// cannot show it.</param>
/// <param name="Wander">How far the 100 ms means travel within the second, without the extreme blocks.</param>
/// <param name="Step">Largest change of the 100 ms mean over 200 ms.</param>
/// <param name="Clipped">Share of samples that stand at the second's own highest or lowest value, away from its
/// mean.</param>
/// <param name="AtRail">Share of samples at the ends of the range that the wire can carry.</param>
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
