using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Devices;

/// <summary>Who lies where: associations put into force, durably and on the running ward.</summary>
public interface IDeviceAssociations
{
    bool IsBound(string device);

    string? BedOf(string device);

    DeviceAssociation? AssociationOf(string bed);

    /// <summary>
    /// Binds a device to a bed and patient; what was bound to that device or bed before leaves the
    /// ward at the same moment.
    /// </summary>
    Task BindAsync(DeviceAssociation association, CancellationToken stop);

    /// <summary>Discharges a bed; false where nobody is bound to it.</summary>
    Task<bool> UnbindAsync(string bed, string by, CancellationToken stop);
}
