using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Features;

namespace WardGrid.Patients;

/// <summary>
/// A model that scores alarms; the only thing that a patient's turn waits for, and only until a short deadline.
/// </summary>
public interface IAlarmModel
{
    /// <summary>The probability that the alarm is true; null where the model has nothing to say of this kind.</summary>
    /// <param name="features">The alarm's features in the order of <c>AlarmFeatures.Names</c>; NaN where
    /// unknown.</param>
    ValueTask<ModelScore?> ScoreAsync(AlarmKind kind, ReadOnlyMemory<float> features, CancellationToken deadline);
}
