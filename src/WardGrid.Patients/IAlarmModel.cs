using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Features;

namespace WardGrid.Patients;

/// <summary>
/// A model that scores alarms. A patient's turn waits for nothing else, and for the model only until a short deadline.
/// </summary>
public interface IAlarmModel
{
    /// <summary>The probability that the alarm is true; null if the model does not know this kind.</summary>
    /// <param name="features">The alarm's features in the order of <c>AlarmFeatures.Names</c>; NaN if unknown.</param>
    ValueTask<ModelScore?> ScoreAsync(AlarmKind kind, ReadOnlyMemory<float> features, CancellationToken deadline);
}
