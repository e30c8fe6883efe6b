namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>One beat as verification hears it.</summary>
/// <param name="At">Index in the strip.</param>
/// <param name="Seconds">Seconds before the alarm, below zero.</param>
/// <param name="Amplitude">Peak to peak, in the channel's unit.</param>
/// <param name="Width">Seconds from the first to the last steep part; for a pulse, from foot to peak.</param>
/// <param name="Likeness">Correlation with the patient's own template; NaN where it could not be told.</param>
public readonly record struct DetectedBeat(int At, double Seconds, float Amplitude, float Width, float Likeness)
{
    /// <summary>
    /// Mean likeness of the beats between two moments whose likeness is known; NaN where there is none.
    /// </summary>
    public static float MeanLikeness(DetectedBeat[] beats, double from, double to)
    {
        var (sum, n) = (0f, 0);
        foreach (var beat in beats)
        {
            if (beat.Seconds < from || beat.Seconds >= to || float.IsNaN(beat.Likeness))
                continue;
            sum += beat.Likeness;
            n++;
        }

        return n == 0 ? float.NaN : sum / n;
    }
}
