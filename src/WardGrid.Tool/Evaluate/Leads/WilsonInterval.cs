namespace WardGrid.Tool.Evaluate.Leads;

/// <summary>A share of so many trials with its 95 % interval after Wilson (1927).</summary>
public readonly record struct WilsonInterval(int Hits, int Trials)
{
    private const double Z = 1.959964;

    public double Share => Trials == 0 ? double.NaN : (double)Hits / Trials;

    public double Low => Middle - Half;

    public double High => Middle + Half;

    private double Middle => (Share + Z * Z / (2 * Trials)) / (1 + Z * Z / Trials);

    private double Half =>
        Z * Math.Sqrt(Share * (1 - Share) / Trials + Z * Z / (4.0 * Trials * Trials)) / (1 + Z * Z / Trials);

    public override string ToString() =>
        FormattableString.Invariant($"{100 * Share:F1} % ({100 * Low:F1} to {100 * High:F1}), {Hits} of {Trials}");
}
