using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>
/// The states of patients between activations; written when something important changes, never per frame.
/// </summary>
public interface IPatientStates
{
    ValueTask<PatientState?> LoadAsync(string patientId, CancellationToken stop);

    ValueTask SaveAsync(PatientState state, CancellationToken stop);
}
