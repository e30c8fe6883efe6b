namespace WardGrid.Tool.Evaluate;

/// <summary>The area under the ROC curve: how often a positive scores above a negative, ties counted half.</summary>
public static class RocArea
{
    /// <summary>NaN if one side is empty.</summary>
    public static double Of(IEnumerable<(double Score, bool Positive)> scored)
    {
        var sorted = scored.OrderBy(s => s.Score).ToArray();
        double ranks = 0;
        long positives = 0;
        for (var i = 0; i < sorted.Length; )
        {
            var end = i;
            while (end < sorted.Length && sorted[end].Score == sorted[i].Score)
                end++;
            var tied = sorted[i..end].Count(s => s.Positive);
            ranks += tied * (i + end + 1) / 2.0;
            positives += tied;
            i = end;
        }

        var negatives = sorted.Length - positives;
        return positives == 0 || negatives == 0
            ? double.NaN
            : (ranks - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }
}
