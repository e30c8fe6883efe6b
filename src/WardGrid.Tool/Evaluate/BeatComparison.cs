namespace WardGrid.Tool.Evaluate;

/// <summary>Compares detected beats with a reference beat by beat, after ANSI/AAMI EC57.</summary>
/// <remarks>
/// A reference beat and a detection match if they are at most the window apart. Each has at most one match, and of two
/// candidates the nearer one matches. The whole record is matched; beats before the start (EC57: the first five
/// minutes, in which a device may learn) or in ventricular fibrillation are then not counted.
/// </remarks>
public sealed class BeatComparison
{
    private readonly long[] _reference;
    private readonly long[] _detected;
    private readonly bool[] _found;
    private readonly bool[] _true;

    /// <param name="reference">Sample numbers of the reference beats, ascending.</param>
    /// <param name="detected">Sample numbers of the detections, ascending.</param>
    /// <param name="window">Samples that a match may be apart; EC57 says 150 ms.</param>
    public BeatComparison(ReadOnlySpan<long> reference, ReadOnlySpan<long> detected, double window)
    {
        (_reference, _detected) = ([.. reference], [.. detected]);
        (_found, _true) = (new bool[reference.Length], new bool[detected.Length]);
        var (r, d) = (0, 0);
        while (r < reference.Length && d < detected.Length)
        {
            var distance = Math.Abs(reference[r] - detected[d]);
            if (distance <= window && !IsNearerPair(r, d + 1, distance) && !IsNearerPair(r + 1, d, distance))
                _found[r++] = _true[d++] = true;
            else if (reference[r] < detected[d])
                r++;
            else
                d++;
        }
    }

    /// <param name="counts">Whether a beat at a sample number is counted.</param>
    public BeatTally Tally(Func<long, bool> counts)
    {
        var tally = Of(i => counts(_reference[i]));
        for (var d = 0; d < _detected.Length; d++)
            tally += new BeatTally(0, 0, !_true[d] && counts(_detected[d]) ? 1 : 0);
        return tally;
    }

    /// <summary>Found and missed of some of the reference beats, by their place in the reference.</summary>
    public BeatTally Of(Func<int, bool> counts)
    {
        var tally = default(BeatTally);
        for (var i = 0; i < _reference.Length; i++)
        {
            if (counts(i))
                tally += new BeatTally(_found[i] ? 1 : 0, _found[i] ? 0 : 1, 0);
        }

        return tally;
    }

    private bool IsNearerPair(int r, int d, long distance) =>
        r < _reference.Length && d < _detected.Length && Math.Abs(_reference[r] - _detected[d]) < distance;
}
