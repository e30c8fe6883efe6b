using WardGrid.Patients;
using WardGrid.Patients.Records;

namespace WardGrid.Server.Grains;

/// <summary>Keeps one patient's state in that patient's grain storage.</summary>
/// <remarks>
/// The recorder calls from outside the grain's turns, and grain state may be touched only inside them: the write is
/// posted to the grain's scheduler, where it may interleave with a turn that waits for its own write. Two writes of one
/// version would look like a second activation, so one waits for the other. A second activation of the same patient, on
/// a silo that lost sight of this one, fails here by its version and ends.
/// </remarks>
internal sealed class GrainStates(
    IPersistentState<PatientGrainState> state,
    TaskScheduler turns,
    Action lost,
    TimeProvider clock
) : IPatientStates
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _writing = new(1);
    private Task _keeping = Task.CompletedTask;
    private long _keptAt;

    /// <summary>What is stored, as the grain has it in memory.</summary>
    public PatientGrainState Stored => state.State;

    public ValueTask<PatientState?> LoadAsync(string patientId, CancellationToken stop) => new(state.State.Read());

    public async ValueTask SaveAsync(PatientState patient, CancellationToken stop) =>
        await Task
            .Factory.StartNew(() => WriteAsync(s => s.Write(patient)), stop, TaskCreationOptions.None, turns)
            .Unwrap()
            .ConfigureAwait(false);

    /// <summary>Keeps a device's birth; the turn does not wait until it is stored.</summary>
    public void Keep(byte[] birth, string device)
    {
        (state.State.Birth, state.State.BirthOf) = (birth, device);
        (_keptAt, _keeping) = (clock.GetTimestamp(), WriteAsync(_ => { }));
    }

    /// <summary>Tries again to store a birth that the store did not take; call it within the grain's turns.</summary>
    public void KeepAgain()
    {
        if (_keeping.IsFaulted && clock.GetElapsedTime(_keptAt) >= PauseAfterFailure)
            (_keptAt, _keeping) = (clock.GetTimestamp(), WriteAsync(_ => { }));
    }

    /// <summary>Changes the stored state and writes it; call it within the grain's turns.</summary>
    public async Task WriteAsync(Action<PatientGrainState> change)
    {
        await _writing.WaitAsync();
        try
        {
            change(state.State);
            await state.WriteStateAsync();
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            lost();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }
}
