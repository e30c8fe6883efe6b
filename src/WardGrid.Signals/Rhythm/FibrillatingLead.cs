using WardGrid.Signals.Beats;

namespace WardGrid.Signals.Rhythm;

/// <summary>
/// How much one lead's last four seconds look like ventricular fibrillation or flutter, by the wave, by its beats and
/// by its quality.
/// </summary>
/// <remarks>
/// The wave alone (<see cref="FibrillationMeasure"/>) mistakes broad T waves and sinus rhythm on a small lead for it; a
/// heart that fibrillates has few of the patient's own beats. Noise is told by its quality.
/// <c>default</c> is no lead at all.
/// </remarks>
/// <param name="Wave">What the wave shows.</param>
/// <param name="Own">Share of the beats that have the patient's usual shape, 0 to 1; 0 where none was found.</param>
/// <param name="Quality">Mean quality of the seconds, 0 to 1.</param>
public readonly record struct FibrillatingLead(FibrillationMeasure Wave, float Own, float Quality)
{
    /// <summary>
    /// Mean quality below which four seconds show nothing: fibrillation is rarely read so low, noise
    /// without a heart often is.
    /// </summary>
    public const float LeastQuality = 0.3f;

    /// <summary>Beyond this a single look is no surer: it must not outweigh the next two.</summary>
    private const float Most = 6;

    /// <summary>Likeness to the usual beat from which a beat has its shape.</summary>
    private const float OwnLikeness = 0.9f;

    /// <summary>Natural logarithm of the odds of fibrillation or flutter, -6 to 6; 0 is even.</summary>
    /// <remarks>
    /// Fitted by models/training/fibrillation.py on vfdb, cudb and simulated patients: sources, classes and records
    /// weigh alike. Fast uniform VT looks like flutter here as well: only beats can tell them apart. A wave that pauses
    /// for a second does not fibrillate: between the beats of a slow heart P and T waves alone look like it.
    /// </remarks>
    public float Odds =>
        Wave.Height < FibrillationMeasure.LeastHeight || Wave.Stillest < FibrillationMeasure.LeastHeight
            ? -Most
            : Math.Clamp(
                -18.17f
                    - 8.37f * Wave.Leakage
                    + 13.18f * Wave.Occupied
                    + 36.68f * Wave.Spread
                    + 5.07f * MathF.Log(Wave.Peakedness)
                    - 1.74f * Own,
                -Most,
                Most
            );

    /// <summary>
    /// Over the four seconds of a lead before <paramref name="end"/>; null where more than a tenth of
    /// the wave is missing.
    /// </summary>
    public static FibrillatingLead? Of(SignalChannel lead, double end)
    {
        if (lead.Waves.Of(lead, end) is not { } wave)
            return null;
        var (own, all) = (0, 0);
        for (
            var i = lead.Beats.End - 1;
            i >= lead.Beats.Begin && lead.Beats[i].Seconds > end - FibrillationMeasure.Seconds;
            i--
        )
        {
            if (lead.Beats[i].Seconds > end)
                continue;
            all++;
            if (lead.Beats[i].Class is BeatClass.Usual or BeatClass.Early && lead.Beats[i].Likeness >= OwnLikeness)
                own++;
        }

        return new(wave, all == 0 ? 0 : (float)own / all, QualityOf(lead, end));
    }

    private static float QualityOf(SignalChannel lead, double end)
    {
        var (sum, count) = (0f, 0);
        for (var i = lead.Quality.End - 1; i >= lead.Quality.Begin && count < (int)FibrillationMeasure.Seconds; i--)
        {
            if (lead.Quality[i].Second + 1 > end)
                continue;
            sum += lead.Quality[i].Score;
            count++;
        }

        return count == 0 ? 0 : sum / count;
    }
}
