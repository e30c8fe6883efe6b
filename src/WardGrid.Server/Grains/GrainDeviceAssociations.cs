using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Server.Devices;

namespace WardGrid.Server.Grains;

/// <summary>
/// Puts associations into force: in the register first, then in the grains of the patients that they concern.
/// </summary>
/// <remarks>
/// Other silos read the register within <see cref="DeviceAssociationTable.Period"/>; the patients' grains know at once.
/// </remarks>
public sealed class GrainDeviceAssociations(
    IDeviceRegister register,
    IGrainFactory grains,
    DeviceAssociationTable associations,
    TimeProvider clock
) : IDeviceAssociations
{
    public bool IsBound(string device) => associations.OfDevice(device) is not null;

    public string? BedOf(string device) => associations.OfDevice(device)?.Bed;

    public DeviceAssociation? AssociationOf(string bed) => associations.OfBed(bed);

    public DeviceAssociation? AssociationOfPatient(string patientId) => associations.OfPatient(patientId);

    public async Task BindAsync(DeviceAssociation association, CancellationToken stop)
    {
        var before = new[]
        {
            associations.OfDevice(association.Device),
            associations.OfBed(association.Bed),
            associations.OfPatient(association.PatientId),
        };
        await register.BindAsync(association, stop);
        await associations.RefreshAsync(stop);
        foreach (
            var patient in before
                .OfType<DeviceAssociation>()
                .Select(b => b.PatientId)
                .Append(association.PatientId)
                .Distinct()
        )
            await grains.GetGrain<IPatientGrain>(patient).RebindAsync();
    }

    public async Task<bool> UnbindAsync(string bed, Actor by, CancellationToken stop)
    {
        await associations.RefreshAsync(stop);
        if (associations.OfBed(bed) is not { } association)
            return false;
        var patient = grains.GetGrain<IPatientGrain>(association.PatientId);
        await patient.TakeAsync(PatientCommandMessage.From(new PatientCommand.Discharge(by.Name) { From = by.From }));
        await register.UnbindAsync(bed, clock.GetUtcNow(), stop);
        await associations.RefreshAsync(stop);
        await patient.RebindAsync();
        return true;
    }
}
