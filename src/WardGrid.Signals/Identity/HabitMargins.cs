namespace WardGrid.Signals.Identity;

/// <summary>From which changes of a patient's habits on, together, somebody is asked whether it is the same.</summary>
/// <param name="Rate">The change of the heart rate that counts fully; a smaller one counts in proportion.</param>
/// <param name="Shape">The same of the beat's shape.</param>
/// <param name="Height">The same of the QRS complex's height.</param>
/// <param name="Pulse">The same of the pulse's height.</param>
/// <param name="Together">The mean of the four parts from which on the question is asked.</param>
public readonly record struct HabitMargins(double Rate, double Shape, double Height, double Pulse, double Together)
{
    /// <summary>The least of <see cref="Together"/>: one habit of three alone never raises the question.</summary>
    public const double LeastTogether = 0.36;

    /// <summary>How much the habits have changed together, 0 to 1; a habit that is not known takes no part.</summary>
    public double Of(in HabitChanges changes)
    {
        var sum = Part(changes.Rate, Rate) + Part(changes.Shape, Shape) + Part(changes.Height, Height);
        return double.IsNaN(changes.Pulse) ? sum / 3 : (sum + Part(changes.Pulse, Pulse)) / 4;
    }

    public bool Ask(in HabitChanges changes) => Of(changes) >= Together;

    private static double Part(double change, double margin) => Math.Min(1, change / margin);
}
