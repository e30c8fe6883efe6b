namespace WardGrid.Web.Shift;

/// <summary>
/// One line of the heat map: runs of cells of the same step, so that a quiet shift is a few rectangles.
/// </summary>
public static class HeatRow
{
    /// <summary>
    /// Begin, length and step (0 unusable, 1 poor, 2 fair, 3 good); cells in which no device sent are left out.
    /// </summary>
    public static List<(int From, int Length, int Step)> Runs(IReadOnlyList<float?> shares)
    {
        var runs = new List<(int From, int Length, int Step)>();
        for (var i = 0; i < shares.Count; i++)
        {
            if (shares[i] is not { } share)
                continue;
            var step = Step(share);
            if (runs.Count > 0 && runs[^1].Step == step && runs[^1].From + runs[^1].Length == i)
                runs[^1] = runs[^1] with { Length = runs[^1].Length + 1 };
            else
                runs.Add((i, 1, step));
        }

        return runs;
    }

    private static int Step(float usable) =>
        usable switch
        {
            >= 0.95f => 3,
            >= 0.8f => 2,
            >= 0.5f => 1,
            _ => 0,
        };
}
