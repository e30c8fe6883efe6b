namespace WardGrid.UnitTests;

/// <summary>Measures the bytes that code allocates on its thread.</summary>
public static class Allocations
{
    private const int Rounds = 5;

    /// <summary>The fewest bytes that a round took.</summary>
    /// <remarks>
    /// What the code allocates, it allocates in every round. Now and then one round holds bytes of the runtime, which
    /// compiles a method
    /// anew while it runs.
    /// </remarks>
    public static long Least(Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
