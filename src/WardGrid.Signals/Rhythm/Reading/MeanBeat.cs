namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// The mean of a lead's usual beats, from before the P wave to after the T wave, and how each of them differs from it.
/// </summary>
/// <remarks>
/// At 125 samples per second, each beat less the mean of its own PQ stretch, R peak up. Empty with
/// fewer than three beats.
/// </remarks>
/// <param name="Wave">The mean beat, its unit the usual height of a beat; empty where there is none.</param>
/// <param name="Beats">The beats that it was made of, each a row like <paramref name="Wave"/>.</param>
/// <param name="Times">Their R peaks, in seconds.</param>
/// <param name="Up">1, or -1 where the R peak points down.</param>
internal sealed record MeanBeat(float[] Wave, float[][] Beats, double[] Times, int Up)
{
    public const double Rate = 125;

    /// <summary>Seconds before and after the R peak.</summary>
    public const double Before = 0.32,
        After = 0.48;

    private const float Usual = 0.8f;

    /// <summary>The sample of the R peak.</summary>
    public static int R => At(0);

    /// <summary>The sample of a moment, in seconds from the R peak.</summary>
    public static int At(double seconds) => (int)Math.Round((Before + seconds) * Rate);

    public static MeanBeat Of(LeadMinute lead)
    {
        var rows = new List<float[]>();
        var times = new List<double>();
        foreach (var beat in lead.Beats)
        {
            if (beat.Likeness < Usual || beat.Seconds + After > lead.EndSeconds)
                continue;
            var row = Cut(lead, beat.Seconds);
            if (row.Any(float.IsNaN))
                continue;
            rows.Add(row);
            times.Add(beat.Seconds);
        }

        if (rows.Count < 3)
            return new([], [], [], 1);
        // The median bears a beat that is no beat; a mean would not.
        var wave = new float[rows[0].Length];
        for (var i = 0; i < wave.Length; i++)
            wave[i] = Spread.Quantile(rows.Select(r => r[i]), 0.5);
        var up = wave.AsSpan(At(-0.06), At(0.08) - At(-0.06)).ToArray().MaxBy(Math.Abs) < 0 ? -1 : 1;
        if (up < 0)
        {
            foreach (var row in rows.Append(wave))
            {
                for (var i = 0; i < row.Length; i++)
                    row[i] = -row[i];
            }
        }

        return new(wave, [.. rows], [.. times], up);
    }

    private static float[] Cut(LeadMinute lead, double at)
    {
        var rate = lead.Rate;
        var half = (int)Math.Round(rate / Rate / 2);
        var row = new float[At(After) + 1];
        for (var i = 0; i < row.Length; i++)
        {
            var centre = (int)Math.Round((at - Before + i / Rate) * rate);
            var sum = 0f;
            for (var n = centre - half; n <= centre + half; n++)
                sum += lead[n];
            row[i] = sum / (2 * half + 1);
        }

        var still = row.AsSpan(At(-0.08), At(-0.05) - At(-0.08)).ToArray().Average();
        for (var i = 0; i < row.Length; i++)
            row[i] -= still;
        return row;
    }
}
