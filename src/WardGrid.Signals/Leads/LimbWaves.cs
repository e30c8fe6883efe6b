namespace WardGrid.Signals.Leads;

/// <summary>The powers of the limb leads and the products of each two.</summary>
/// <param name="Names">The limb leads of the strip, each code once.</param>
/// <param name="Repeated">
/// mV²: the products of the leads, each of one half of the beats with the other half, so that noise cancels.
/// </param>
/// <param name="Heard">mV²: the power of each lead with its noise.</param>
internal sealed record LimbWaves(string[] Names, int[] Codes, double[,] Repeated, double[] Heard)
{
    /// <summary>Leads that an equation needs.</summary>
    public const int Fewest = 3;

    public static LimbWaves Of(StripBeats beats) => Of(beats.Leads, beats.First, beats.Second);

    /// <summary>The same of all samples, where no beats repeat: noise stays in.</summary>
    public static LimbWaves Of(LeadStrip strip)
    {
        var usable = strip.Traces.Select(t => t.Where((_, n) => strip.IsUsable[n]).ToArray()).ToArray();
        return Of(strip.Leads, usable, usable);
    }

    private static LimbWaves Of(LeadSamples[] leads, float[][] first, float[][] second)
    {
        int[] rows =
        [
            .. Enumerable
                .Range(0, leads.Length)
                .Where(i => LimbLeads.IsOne(leads[i].Code))
                .DistinctBy(i => leads[i].Code),
        ];
        var repeated = new double[rows.Length, rows.Length];
        var heard = new double[rows.Length];
        for (var a = 0; a < rows.Length; a++)
        {
            heard[a] = (Product(first, rows[a], first, rows[a]) + Product(second, rows[a], second, rows[a])) / 2;
            for (var b = 0; b < rows.Length; b++)
                repeated[a, b] =
                    (Product(first, rows[a], second, rows[b]) + Product(first, rows[b], second, rows[a])) / 2;
        }

        return new(
            Array.ConvertAll(rows, i => leads[i].Name),
            Array.ConvertAll(rows, i => leads[i].Code),
            repeated,
            heard
        );
    }

    private static double Product(float[][] x, int a, float[][] y, int b)
    {
        var sum = 0.0;
        for (var n = 0; n < x[a].Length; n++)
            sum += x[a][n] * y[b][n];
        return sum;
    }
}
