using Microsoft.Extensions.Localization;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Web.Text;

namespace WardGrid.Web.Devices;

/// <summary>
/// Describes how an action affects patients, with patient, bed and device; empty if it affects nobody.
/// </summary>
public static class AssociationEffects
{
    /// <summary>Describes what ends or changes when <paramref name="asked"/> is bound.</summary>
    /// <param name="inForce">The associations as they are now.</param>
    public static List<string> OfAssociation(
        IStringLocalizer words,
        DeviceAssociation asked,
        IEnumerable<DeviceAssociation> inForce
    )
    {
        List<string> effects = [];
        foreach (var before in inForce)
        {
            var isSame = before.PatientId == asked.PatientId;
            if (isSame && before.Bed != asked.Bed)
                effects.Add(
                    words[
                        "effect.moves",
                        before.PatientName,
                        BedName.Of(words, before.Bed),
                        BedName.Of(words, asked.Bed),
                        asked.Device
                    ]
                );
            else if (isSame && before.Device != asked.Device)
                effects.Add(
                    words[
                        "effect.swaps",
                        before.PatientName,
                        BedName.Of(words, before.Bed),
                        before.Device,
                        asked.Device
                    ]
                );
            else if (!isSame && (before.Bed == asked.Bed || before.Device == asked.Device))
                effects.Add(OfDischarge(words, before));
        }

        return effects;
    }

    public static string OfDischarge(IStringLocalizer words, DeviceAssociation association) =>
        words["effect.discharges", association.PatientName, BedName.Of(words, association.Bed), association.Device];

    /// <param name="association">The patient whom the device serves; null if nobody.</param>
    public static string OfRetiring(IStringLocalizer words, string device, DeviceAssociation? association) =>
        association is null
            ? words["effect.retires", device]
            : words["effect.retiresBound", device, association.PatientName, BedName.Of(words, association.Bed)];
}
