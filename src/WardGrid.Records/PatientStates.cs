using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records;

/// <summary>Patients' states in the database, one row each.</summary>
internal sealed class PatientStates(RecordReader reader, RecordWriter writer) : IPatientStates
{
    public async ValueTask<PatientState?> LoadAsync(string patientId, CancellationToken stop)
    {
        var json = await reader.FirstAsync<string>(
            "SELECT state FROM patient_states WHERE patient_id = @id",
            new { id = patientId.Storable() },
            stop
        );
        return json is null ? null : RecordJson.Read<PatientState>(json);
    }

    public ValueTask SaveAsync(PatientState state, CancellationToken stop)
    {
        var values = new
        {
            id = state.PatientId.Storable(),
            at = state.SavedAt.Micros(),
            json = RecordJson.Write(state),
        };
        return writer.WriteAsync(
            async transaction =>
                await transaction.ExecuteAsync(
                    """
                    INSERT INTO patient_states (patient_id, saved_at, state) VALUES (@id, @at, @json)
                    ON CONFLICT (patient_id) DO UPDATE SET saved_at = excluded.saved_at, state = excluded.state
                    """,
                    values
                ),
            stop
        );
    }
}
