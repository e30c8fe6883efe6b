using WardGrid.Patients;
using WardGrid.Server.Devices;

namespace WardGrid.Server.Grains;

/// <summary>
/// Puts bindings into force: in the register first, then in the grains of the patients that they concern.
/// </summary>
/// <remarks>Other silos read the register within <see cref="BindingTable.Period"/>; the patients' grains know at once.</remarks>
public sealed class GrainSeating(IDeviceRegister register, IGrainFactory grains, BindingTable bindings, TimeProvider clock) : ISeating
{
    public bool IsBound(string device) => bindings.OfDevice(device) is not null;

    public string? BedOf(string device) => bindings.OfDevice(device)?.Bed;

    public Binding? BindingOf(string bed) => bindings.OfBed(bed);

    public async Task BindAsync(Binding binding, CancellationToken stop)
    {
        var before = new[] { bindings.OfDevice(binding.Device), bindings.OfBed(binding.Bed), bindings.OfPatient(binding.PatientId) };
        await register.BindAsync(binding, stop);
        await bindings.RefreshAsync(stop);
        foreach (var patient in before.OfType<Binding>().Select(b => b.PatientId).Append(binding.PatientId).Distinct())
            await grains.GetGrain<IPatientGrain>(patient).RebindAsync();
    }

    public async Task<bool> UnbindAsync(string bed, string by, CancellationToken stop)
    {
        await bindings.RefreshAsync(stop);
        if (bindings.OfBed(bed) is not { } binding)
            return false;
        var patient = grains.GetGrain<IPatientGrain>(binding.PatientId);
        await patient.TakeAsync(PatientOrder.From(new PatientCommand.Discharge(by)));
        await register.UnbindAsync(bed, clock.GetUtcNow(), stop);
        await bindings.RefreshAsync(stop);
        await patient.RebindAsync();
        return true;
    }
}
