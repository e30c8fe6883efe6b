namespace WardGrid.Tool.Evaluate;

/// <summary>The comparison of detected beats with the reference: found, missed, and false.</summary>
public readonly record struct BeatTally(int Found, int Missed, int False)
{
    /// <summary>Part of the reference beats that were found; NaN where there are none.</summary>
    public double Sensitivity => (double)Found / (Found + Missed);

    /// <summary>Part of the detections that are beats; NaN where there are none.</summary>
    public double PositivePredictivity => (double)Found / (Found + False);

    public static BeatTally operator +(BeatTally a, BeatTally b) =>
        new(a.Found + b.Found, a.Missed + b.Missed, a.False + b.False);
}
