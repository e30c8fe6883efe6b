using WardGrid.Signals.Identity;

namespace WardGrid.Tool.Evaluate.Identity;

/// <summary>Chooses the margins that find most swaps while the same patient is seldom asked about.</summary>
public static class MarginChoice
{
    private static readonly double[] Rates = [0.1, 0.2, 0.3, 0.45, 0.6];
    private static readonly double[] Shapes = [0.03, 0.06, 0.1, 0.15, 0.25, 0.4, 0.6];
    private static readonly double[] Heights = [0.15, 0.3, 0.5, 0.8, 1.2];
    private static readonly double[] Pulses = [0.4, 0.8, 1.4, 2.2];

    /// <param name="mostFalse">The share of reconnections of the same patient that may raise a question.</param>
    public static HabitMargins From(IEnumerable<Reconnection> reconnections, double mostFalse)
    {
        var all = reconnections.ToLookup(r => r.IsSwap);
        var (same, swaps) = (all[false].ToArray(), all[true].ToArray());
        var tried =
            from rate in Rates
            from shape in Shapes
            from height in Heights
            from pulse in Pulses
            select WithLimit(new(rate, shape, height, pulse, 1), same, mostFalse);
        return tried.AsParallel().AsOrdered().MaxBy(margins => swaps.Count(s => Asks(margins, s)));
    }

    public static bool Asks(HabitMargins margins, Reconnection reconnection) =>
        reconnection.Changes is { } changes && margins.Ask(changes);

    private static HabitMargins WithLimit(HabitMargins margins, Reconnection[] same, double mostFalse)
    {
        var scores = same.Select(s => s.Changes is { } changes ? margins.Of(changes) : 0).OrderDescending().ToArray();
        var limit = scores[Math.Min(scores.Length - 1, (int)(mostFalse * scores.Length))];
        return margins with { Together = Math.Max(HabitMargins.LeastTogether, limit + 0.001) };
    }
}
