namespace WardGrid.Tool.Evaluate.Alarms;

/// <summary>
/// Counts alarms by truth and verdict. Positive is a true alarm, and an alarm counts as kept unless it was refuted.
/// </summary>
public readonly record struct AlarmTally(int Tp, int Fp, int Fn, int Tn)
{
    public int Total => Tp + Fp + Fn + Tn;

    public double Sensitivity => Tp / (double)(Tp + Fn);

    public double Specificity => Tn / (double)(Tn + Fp);

    /// <summary>The score of the CinC Challenge 2015: a missed true alarm weighs five.</summary>
    public double Score => 100.0 * (Tp + Tn) / (Tp + Tn + Fp + 5 * Fn);

    public AlarmTally Add(bool isTrue, bool kept) =>
        (isTrue, kept) switch
        {
            (true, true) => this with { Tp = Tp + 1 },
            (true, false) => this with { Fn = Fn + 1 },
            (false, true) => this with { Fp = Fp + 1 },
            (false, false) => this with { Tn = Tn + 1 },
        };
}
