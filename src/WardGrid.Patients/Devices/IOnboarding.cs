using System.Collections.Immutable;

namespace WardGrid.Patients.Devices;

/// <summary>
/// Devices brought on line, bound to beds and taken away again: what pages and calls share, with its effect on the
/// running ward.
/// </summary>
/// <remarks>
/// Who only wants to read asks <see cref="IDeviceRegister"/>; who writes there directly is not noticed by the ward.
/// </remarks>
public interface IOnboarding
{
    /// <summary>
    /// Registers a device, or gives a registered one a new credential; the password is shown this once and not kept.
    /// </summary>
    ValueTask<Registration> RegisterAsync(
        string device,
        string model,
        string serial,
        string by,
        CancellationToken stop
    );

    /// <summary>Takes a device off: its association ends, its credential no longer lets it in.</summary>
    ValueTask<CommandOutcome> RetireAsync(string device, string by, CancellationToken stop);

    /// <summary>
    /// Binds a registered device to a bed and patient; who lay there or was served by the device is discharged, and the
    /// patient leaves the bed before this one.
    /// </summary>
    ValueTask<CommandOutcome> BindAsync(DeviceAssociation association, string by, CancellationToken stop);

    /// <summary>Discharges a bed: the patient leaves the ward, the device is bound to nobody.</summary>
    ValueTask<CommandOutcome> UnbindAsync(string bed, string by, CancellationToken stop);

    /// <summary>
    /// Says what a channel of a device measures, where its birth does not; the device is asked for its birth again. A
    /// code of 0 takes that back.
    /// </summary>
    ValueTask<CommandOutcome> MapAsync(string device, string channel, int code, string by, CancellationToken stop);

    /// <summary>Devices that have been heard but serve no patient, the last heard first.</summary>
    ImmutableArray<QuarantinedDevice> Quarantine { get; }

    /// <summary>The refused messages of a device, newest first.</summary>
    ImmutableArray<RefusedMessage> RefusedOf(string device);
}
