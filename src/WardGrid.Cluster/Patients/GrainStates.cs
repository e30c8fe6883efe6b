using WardGrid.Patients;

namespace WardGrid.Cluster.Patients;

/// <summary>Keeps one patient's state in that patient's grain storage.</summary>
/// <remarks>
/// The recorder calls from outside the grain's turns, and grain state may be touched only inside them: the write is posted to the grain's
/// scheduler. A second activation of the same patient, on a silo that lost sight of this one, fails here by its version and ends.
/// </remarks>
internal sealed class GrainStates(IPersistentState<PatientGrainState> state, TaskScheduler turns, Action lost) : IPatientStates
{
    public ValueTask<PatientState?> LoadAsync(string patientId, CancellationToken stop) => new(state.State.Read());

    public async ValueTask SaveAsync(PatientState patient, CancellationToken stop)
    {
        try
        {
            await Task.Factory.StartNew(() => WriteAsync(patient), stop, TaskCreationOptions.None, turns).Unwrap().ConfigureAwait(false);
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            lost();
            throw;
        }
    }

    private Task WriteAsync(PatientState patient)
    {
        state.State.Write(patient);
        return state.WriteStateAsync();
    }
}
