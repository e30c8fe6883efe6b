namespace WardGrid.Alarms;

/// <summary>What a model says of an alarm.</summary>
/// <param name="Model">The model's name and version.</param>
/// <param name="Probability">0 to 1: how probable it is that the alarm is true.</param>
/// <param name="Threshold">The operating point of this kind of alarm: below it the alarm is refuted.</param>
public sealed record ModelScore(string Model, float Probability, float Threshold);
