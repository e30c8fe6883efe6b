namespace WardGrid.Signals.Beats;

/// <summary>A peak that may be a beat.</summary>
/// <param name="At">Where the energy or rise peaks, in sample numbers.</param>
/// <param name="Height">How high.</param>
/// <param name="Slope">The steepest slope there, per second.</param>
/// <param name="Mark">Where the beat would be marked: the R peak or the steepest upstroke, on the filtered
/// trace.</param>
/// <param name="Due">The sample at which it must be decided.</param>
internal readonly record struct BeatPeak(long At, double Height, double Slope, long Mark, long Due);

/// <summary>The peaks that wait for their decision, oldest first.</summary>
internal sealed class WaitingPeaks
{
    /// <summary>Tops are at least 60 ms apart and wait less than 400 ms, so seven is the most.</summary>
    private readonly BeatPeak[] _peaks = new BeatPeak[8];

    public int Count { get; private set; }

    public ref readonly BeatPeak this[int index] => ref _peaks[index];

    public void Add(in BeatPeak peak)
    {
        if (Count == _peaks.Length)
            Take();
        _peaks[Count++] = peak;
    }

    public BeatPeak Take()
    {
        var oldest = _peaks[0];
        Count--;
        Array.Copy(_peaks, 1, _peaks, 0, Count);
        return oldest;
    }

    public void Clear() => Count = 0;
}
