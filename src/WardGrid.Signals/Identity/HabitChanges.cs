namespace WardGrid.Signals.Identity;

/// <summary>How much a patient's habits differ before and after a device connected again.</summary>
/// <param name="Rate">The heart rate: the logarithm of the ratio, without sign; 0.18 is 20 %.</param>
/// <param name="Shape">The shape of the beat: 1 less the correlation, the mean of the leads.</param>
/// <param name="Height">The height of the QRS complex: as for the rate, the mean of the leads.</param>
/// <param name="Pulse">The height of the pleth's pulse: as for the rate; NaN where one of both has none.</param>
public readonly record struct HabitChanges(double Rate, double Shape, double Height, double Pulse)
{
    /// <summary>Compares the leads that both have; null where they share none.</summary>
    public static HabitChanges? Between(PatientHabits before, PatientHabits after)
    {
        var leads = before.Leads.Join(after.Leads, b => b.Name, a => a.Name, (b, a) => (Before: b, After: a)).ToArray();
        if (leads.Length == 0)
            return null;
        return new(
            Distance(before.Interval, after.Interval),
            leads.Average(l => 1 - l.Before.LikenessTo(l.After)),
            leads.Average(l => Distance(l.Before.Height, l.After.Height)),
            Distance(before.PulseHeight, after.PulseHeight)
        );
    }

    private static double Distance(double a, double b) => Math.Abs(Math.Log(a / b));
}
