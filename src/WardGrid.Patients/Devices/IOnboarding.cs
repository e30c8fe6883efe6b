using System.Collections.Immutable;
using WardGrid.Patients.People;

namespace WardGrid.Patients.Devices;

/// <summary>Registers, binds and retires devices for pages and calls, with effect on the running ward.</summary>
/// <remarks>
/// To read only, use <see cref="IDeviceRegister"/>. The ward does not notice what is written there directly.
/// </remarks>
public interface IOnboarding
{
    /// <summary>
    /// Registers a device, or gives a registered one a new credential. The password is returned once and not stored.
    /// </summary>
    ValueTask<Registration> RegisterAsync(string device, string model, string serial, Actor by, CancellationToken stop);

    /// <summary>Retires a device: its association ends and its credential is no longer valid.</summary>
    ValueTask<CommandOutcome> RetireAsync(string device, Actor by, CancellationToken stop);

    /// <summary>
    /// Binds a registered device to a bed and a patient. Other patients of the bed and of the device are discharged,
    /// and the patient leaves the earlier bed.
    /// </summary>
    ValueTask<CommandOutcome> BindAsync(DeviceAssociation association, Actor by, CancellationToken stop);

    /// <summary>Discharges a bed: the patient leaves the ward, and the device serves nobody.</summary>
    ValueTask<CommandOutcome> UnbindAsync(string bed, Actor by, CancellationToken stop);

    /// <summary>
    /// Maps a channel whose birth does not say what it measures, and asks the device for its birth again. The code 0
    /// removes the mapping.
    /// </summary>
    ValueTask<CommandOutcome> MapAsync(string device, string channel, int code, Actor by, CancellationToken stop);

    /// <summary>Devices that send but serve no patient; the one that sent last comes first.</summary>
    ImmutableArray<QuarantinedDevice> Quarantine { get; }

    /// <summary>The refused messages of a device, newest first.</summary>
    ImmutableArray<RefusedMessage> RefusedOf(string device);

    /// <summary>What a device sent that is not shown or not understood, the newest first.</summary>
    ImmutableArray<NotShown> NotShownOf(string device);
}
