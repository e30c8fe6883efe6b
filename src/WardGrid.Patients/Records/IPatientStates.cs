using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>
/// What must survive of a patient when its activation in memory ends: written when it matters, never per frame.
/// </summary>
public interface IPatientStates
{
    ValueTask<PatientState?> LoadAsync(string patientId, CancellationToken stop);

    ValueTask SaveAsync(PatientState state, CancellationToken stop);
}
