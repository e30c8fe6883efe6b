namespace WardGrid.Signals.Rhythm;

/// <summary>How widely the successive changes of the intervals are spread.</summary>
public static class ShannonEntropy
{
    /// <summary>Width of a bin, as a share of the mean interval: the step within which a regular heart stays.</summary>
    private const float Bin = 0.05f;

    /// <summary>Bins to each side of no change; larger changes fall into the last.</summary>
    private const int Side = 12;

    /// <summary>
    /// Entropy in nats of the histogram of successive changes, 0 for a clockwork to 3.2 for no order at all (after Dash
    /// et al. 2009).
    /// </summary>
    /// <param name="changes">Each interval less the one before it, in seconds, with its sign.</param>
    /// <param name="mean">Mean interval, in seconds.</param>
    public static float OfChanges(ReadOnlySpan<float> changes, float mean)
    {
        Span<int> bins = stackalloc int[2 * Side];
        bins.Clear();
        foreach (var change in changes)
            bins[Math.Clamp((int)MathF.Floor(change / mean / Bin) + Side, 0, 2 * Side - 1)]++;
        var entropy = 0f;
        foreach (var count in bins)
        {
            if (count > 0)
                entropy -= (float)count / changes.Length * MathF.Log((float)count / changes.Length);
        }

        return entropy;
    }
}
