namespace WardGrid.Signals.Rhythm;

/// <summary>
/// The waves of one lead that were measured last: each is asked for again a second and two seconds later, and by more
/// than one judge.
/// </summary>
/// <remarks>
/// Samples once in the window do not change, so neither does what was measured over them. One thread at a time; nothing
/// is allocated after construction.
/// </remarks>
internal sealed class FibrillationWaves
{
    /// <summary>
    /// Three judgements a second apart, at three moments of the second: frames for the screen, frames for the alarms,
    /// numbers; and more.
    /// </summary>
    private const int Kept = 12;

    private readonly (long End, FibrillationMeasure? Wave)[] _kept = new (long, FibrillationMeasure?)[Kept];
    private int _next;

    public FibrillationWaves() => Array.Fill(_kept, (-1, null));

    /// <summary>As <see cref="FibrillationMeasure.Of"/>.</summary>
    public FibrillationMeasure? Of(SignalChannel lead, double end)
    {
        var number = (long)Math.Round(end * lead.Declaration.Rate);
        foreach (ref readonly var kept in _kept.AsSpan())
        {
            if (kept.End == number)
                return kept.Wave;
        }

        var wave = FibrillationMeasure.Of(lead, end);
        // What ends beyond the newest sample is not whole yet.
        if (number <= lead.Window.End)
            _kept[_next++ % Kept] = (number, wave);
        return wave;
    }
}
