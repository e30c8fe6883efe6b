using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;

namespace WardGrid.Server.Devices;

/// <summary>Makes and ends device associations, in the store and on the running ward.</summary>
public interface IDeviceAssociations
{
    bool IsBound(string device);

    string? BedOf(string device);

    DeviceAssociation? AssociationOf(string bed);

    DeviceAssociation? AssociationOfPatient(string patientId);

    /// <summary>
    /// Binds a device to a bed and a patient, and ends the earlier association of that device or bed at the same
    /// moment.
    /// </summary>
    Task BindAsync(DeviceAssociation association, CancellationToken stop);

    /// <summary>Discharges a bed; false where nobody is bound to it.</summary>
    Task<bool> UnbindAsync(string bed, Actor by, CancellationToken stop);
}
