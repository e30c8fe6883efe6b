using System.Collections.Immutable;
using WardGrid.Signals.Identity;

namespace WardGrid.Tool.Evaluate.Identity;

/// <summary>Two pieces joined end to end: a device that connects again, at the same patient or another one.</summary>
/// <param name="Fold">Patients of one fold are judged by margins that were chosen from the others.</param>
/// <param name="Changes">Null: the habits before or after could not be told, so nobody is asked.</param>
public sealed record Reconnection(int Fold, bool IsSwap, HabitChanges? Changes)
{
    public const int Folds = 5;

    /// <summary>Other patients that each recording is joined with.</summary>
    private const int Others = 6;

    /// <summary>
    /// Every two pieces of one recording, and the pieces of each with those of other patients of its fold that have
    /// the same leads.
    /// </summary>
    public static ImmutableArray<Reconnection> Of(IReadOnlyList<ImmutableArray<HeardPiece>> recordings)
    {
        var patients = recordings.Select(r => r[0].Patient).Distinct().ToList();
        var foldOf = patients.Select((p, i) => (p, i)).ToDictionary(x => x.p, x => x.i % Folds);
        var made = ImmutableArray.CreateBuilder<Reconnection>();
        for (var n = 0; n < recordings.Count; n++)
        {
            var mine = recordings[n];
            var fold = foldOf[mine[0].Patient];
            for (var i = 0; i < mine.Length; i++)
            {
                for (var j = i + 1; j < mine.Length; j++)
                    made.Add(new(fold, IsSwap: false, Compare(mine[i], mine[j])));
            }

            var others = recordings
                .Where(o =>
                    o[0].Patient != mine[0].Patient && o[0].Leads == mine[0].Leads && foldOf[o[0].Patient] == fold
                )
                .ToArray();
            for (var k = 0; k < Math.Min(Others, others.Length); k++)
            {
                // Spread over the others, beginning at another place for each recording.
                var other = others[(n + (k * others.Length / Math.Min(Others, others.Length))) % others.Length];
                made.Add(new(fold, IsSwap: true, Compare(mine[k % mine.Length], other[k % other.Length])));
            }
        }

        return made.ToImmutable();
    }

    private static HabitChanges? Compare(HeardPiece before, HeardPiece after) =>
        before.Before is { } b && after.After is { } a ? HabitChanges.Between(b, a) : null;
}
