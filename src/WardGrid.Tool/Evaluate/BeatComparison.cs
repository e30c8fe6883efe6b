namespace WardGrid.Tool.Evaluate;

/// <summary>Compares detected beats with a reference beat by beat, after ANSI/AAMI EC57.</summary>
/// <remarks>
/// A reference beat and a detection match if they are at most the window apart. Each has at most one match, and of two
/// candidates the nearer one matches. The whole record is matched; beats before the start (EC57: the first five
/// minutes, in which a device may learn) or in ventricular fibrillation are then not counted.
/// </remarks>
public static class BeatComparison
{
    /// <param name="reference">Sample numbers of the reference beats, ascending.</param>
    /// <param name="detected">Sample numbers of the detections, ascending.</param>
    /// <param name="window">Samples that a match may be apart; EC57 says 150 ms.</param>
    /// <param name="counts">Whether a beat at a sample number is counted.</param>
    public static BeatTally Compare(
        ReadOnlySpan<long> reference,
        ReadOnlySpan<long> detected,
        double window,
        Func<long, bool> counts
    )
    {
        var (r, d) = (0, 0);
        var tally = default(BeatTally);
        while (r < reference.Length && d < detected.Length)
        {
            var distance = Math.Abs(reference[r] - detected[d]);
            if (
                distance <= window
                && !IsNearerPair(reference, r, detected, d + 1, distance)
                && !IsNearerPair(reference, r + 1, detected, d, distance)
            )
            {
                tally += new BeatTally(counts(reference[r]) ? 1 : 0, 0, 0);
                (r, d) = (r + 1, d + 1);
            }
            else if (reference[r] < detected[d])
            {
                tally += Missed(reference[r++]);
            }
            else
            {
                tally += False(detected[d++]);
            }
        }

        while (r < reference.Length)
            tally += Missed(reference[r++]);
        while (d < detected.Length)
            tally += False(detected[d++]);
        return tally;

        BeatTally Missed(long beat) => new(0, counts(beat) ? 1 : 0, 0);
        BeatTally False(long beat) => new(0, 0, counts(beat) ? 1 : 0);
    }

    private static bool IsNearerPair(
        ReadOnlySpan<long> reference,
        int r,
        ReadOnlySpan<long> detected,
        int d,
        long distance
    ) => r < reference.Length && d < detected.Length && Math.Abs(reference[r] - detected[d]) < distance;
}
