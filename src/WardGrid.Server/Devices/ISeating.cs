using WardGrid.Patients;

namespace WardGrid.Server.Devices;

/// <summary>Who lies where: bindings put into force, durably and on the running ward.</summary>
public interface ISeating
{
    bool IsBound(string device);

    string? BedOf(string device);

    Binding? BindingOf(string bed);

    /// <summary>Binds a device to a bed and patient; what was bound to that device or bed before leaves the ward at the same moment.</summary>
    Task BindAsync(Binding binding, CancellationToken stop);

    /// <summary>Discharges a bed; false where nobody is bound to it.</summary>
    Task<bool> UnbindAsync(string bed, string by, CancellationToken stop);
}
