namespace WardGrid.Simulation.Bedside;

/// <summary>
/// The pause before connecting again: it doubles up to a bound, and is spread so that a ward's devices do not all
/// return at once.
/// </summary>
/// <remarks>Each pause lies between half of the current bound and all of it.</remarks>
public sealed class ReconnectPause(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    public TimeSpan Next()
    {
        var bound = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, _failures));
        _failures = Math.Min(_failures + 1, 32);
        return TimeSpan.FromSeconds(bound * (0.5 + (0.5 * random.NextDouble())));
    }

    /// <summary>Resets the pause after an accepted connection.</summary>
    public void Reset() => _failures = 0;
}
