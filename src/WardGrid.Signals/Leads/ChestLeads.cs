using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Leads;

/// <summary>Finds two chest leads of V1 to V6 that are exchanged.</summary>
/// <remarks>
/// From the right front to the left side the shape of the beat changes step by step, so the way from each lead to the
/// next is short. The way is measured between shapes of the same power, from the QRS complex to the T wave. If it
/// becomes clearly shorter with two leads exchanged, they look exchanged. All six must be there.
/// </remarks>
internal static class ChestLeads
{
    private const int Count = 6;

    /// <summary>
    /// The way as it is, as a share of the shortest one, from which two leads look exchanged. A choice, on ludb.
    /// </summary>
    private const double Longer = 1.08;

    public static bool CanJudge(StripBeats beats) => Rows(beats) is not null;

    public static IEnumerable<string> Names(StripBeats beats) => Rows(beats)!.Select(r => beats.Leads[r].Name);

    public static ImmutableArray<LeadFault> Find(StripBeats beats)
    {
        var rows = Rows(beats)!;
        var distances = Distances([.. rows.Select(r => Shape(beats, r))]);
        int[] order = [.. Enumerable.Range(0, Count)];
        var given = Way(distances, order);
        var (shortest, first, second) = (given, 0, 0);
        for (var a = 0; a < Count; a++)
        {
            for (var b = a + 1; b < Count; b++)
            {
                (order[a], order[b]) = (order[b], order[a]);
                if (Way(distances, order) is var way && way < shortest)
                    (shortest, first, second) = (way, a, b);
                (order[a], order[b]) = (order[b], order[a]);
            }
        }

        return given > Longer * shortest
            ? [new(LeadFaultKind.ChestOrder, [beats.Leads[rows[first]].Name, beats.Leads[rows[second]].Name])]
            : [];
    }

    /// <summary>The rows of V1 to V6; null where one of them is missing.</summary>
    private static int[]? Rows(StripBeats beats)
    {
        int[] rows =
        [
            .. Enumerable.Range(Mdc.EcgLeadV1, Count).Select(code => Array.FindIndex(beats.Leads, l => l.Code == code)),
        ];
        return rows.Contains(-1) ? null : rows;
    }

    private static double[] Shape(StripBeats beats, int row)
    {
        var beat = beats.Usual[row][beats.At(-0.06)..beats.At(0.42)];
        var length = Math.Sqrt(beat.Sum(x => (double)x * x));
        return Array.ConvertAll(beat, x => length > 0 ? x / length : 0);
    }

    private static double[,] Distances(double[][] shapes)
    {
        var distances = new double[Count, Count];
        for (var a = 0; a < Count; a++)
        {
            for (var b = 0; b < Count; b++)
                distances[a, b] = Math.Sqrt(shapes[a].Zip(shapes[b], (x, y) => (x - y) * (x - y)).Sum());
        }

        return distances;
    }

    private static double Way(double[,] distances, int[] order) =>
        Enumerable.Range(1, Count - 1).Sum(i => distances[order[i - 1], order[i]]);
}
