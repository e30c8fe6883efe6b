using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Api;

/// <summary>
/// Refuses a call that would affect a patient whom it does not name. The answer names the patient and the field that
/// confirms; null means that the call may go on.
/// </summary>
internal static class Confirmation
{
    /// <summary>A new credential locks a registered device out until the device has it.</summary>
    public static async Task<IResult?> OfRegisteringAgainAsync(
        NewDevice device,
        IDeviceRegister register,
        CancellationToken stop
    )
    {
        if (device.Again || await register.FindAsync(device.Device!, stop) is null)
            return null;
        var served = (await register.AssociationsAsync(stop)).FirstOrDefault(b => b.Device == device.Device);
        var whom = served is null ? "serves nobody" : $"serves {served.PatientName} in bed {served.Bed}";
        return Refused.Conflict(
            $"Device {device.Device} is registered already and {whom}. "
                + "A new credential locks it out until it has that. To make one, send \"again\": true.",
            "again"
        );
    }

    /// <summary>Retiring a device discharges its patient.</summary>
    /// <param name="discharge">The key of the patient whom the caller knows to be discharged.</param>
    public static async Task<IResult?> OfRetiringAsync(
        string device,
        string? discharge,
        IDeviceRegister register,
        CancellationToken stop
    )
    {
        var served = (await register.AssociationsAsync(stop)).FirstOrDefault(b => b.Device == device);
        if (served is null || served.PatientId == discharge)
            return null;
        return Refused.Conflict(
            $"{Served(served)}, who would be discharged. To do so, add ?discharge={served.PatientId}. "
                + "To keep the patient, first bind another device to the bed.",
            "discharge"
        );
    }

    /// <summary>Freeing a bed discharges its patient.</summary>
    /// <param name="discharge">The key of the patient whom the caller knows to be discharged.</param>
    public static async Task<IResult?> OfUnbindingAsync(
        string bed,
        string? discharge,
        IDeviceRegister register,
        CancellationToken stop
    )
    {
        var served = (await register.AssociationsAsync(stop)).FirstOrDefault(b => b.Bed == bed);
        if (served is null || served.PatientId == discharge)
            return null;
        return Refused.Conflict(
            $"{Served(served)}, who would be discharged. To do so, add ?discharge={served.PatientId}.",
            "discharge"
        );
    }

    /// <summary>
    /// A patient who is in another bed is moved. Other patients of this bed and this device are discharged.
    /// </summary>
    public static async Task<IResult?> OfAssociationAsync(
        string bed,
        NewAssociation asked,
        IDeviceRegister register,
        CancellationToken stop
    )
    {
        var inForce = await register.AssociationsAsync(stop);
        var elsewhere = inForce.FirstOrDefault(b => b.PatientId == asked.PatientId && b.Bed != bed);
        if (elsewhere is not null && asked.From != elsewhere.Bed)
        {
            return Refused.Conflict(
                $"Patient {asked.PatientId} lies in bed {elsewhere.Bed}, with device {elsewhere.Device}. "
                    + $"To move the patient, send \"from\": \"{elsewhere.Bed}\".",
                "patientId"
            );
        }

        ImmutableArray<DeviceAssociation> leaving =
        [
            .. inForce.Where(b => b.PatientId != asked.PatientId && (b.Bed == bed || b.Device == asked.Device)),
        ];
        if (leaving.All(b => asked.Discharge?.Contains(b.PatientId) == true))
            return null;
        var whom = string.Join("; ", leaving.Select(b => $"{Served(b)}, who would be discharged"));
        var keys = string.Join(", ", leaving.Select(b => $"\"{b.PatientId}\""));
        return Refused.Conflict($"{whom}. To do so, send \"discharge\": [{keys}].", "discharge");
    }

    private static string Served(DeviceAssociation association) =>
        $"Device {association.Device} serves {association.PatientName} in bed {association.Bed}";
}
