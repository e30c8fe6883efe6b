using Microsoft.Extensions.Localization;
using WardGrid.Patients;
using WardGrid.Web.Text;

namespace WardGrid.Web.Devices;

/// <summary>What an act does to patients, in words that name patient, bed and device; empty where it touches nobody.</summary>
public static class BindingEffects
{
    /// <summary>What ends or changes when <paramref name="asked"/> is bound.</summary>
    /// <param name="inForce">The bindings as they are now.</param>
    public static List<string> OfBinding(IStringLocalizer words, Binding asked, IEnumerable<Binding> inForce)
    {
        List<string> effects = [];
        foreach (var before in inForce)
        {
            var isSame = before.PatientId == asked.PatientId;
            if (isSame && before.Bed != asked.Bed)
                effects.Add(words["effect.moves", before.PatientName, BedName.Of(words, before.Bed), BedName.Of(words, asked.Bed), asked.Device]);
            else if (isSame && before.Device != asked.Device)
                effects.Add(words["effect.swaps", before.PatientName, BedName.Of(words, before.Bed), before.Device, asked.Device]);
            else if (!isSame && (before.Bed == asked.Bed || before.Device == asked.Device))
                effects.Add(OfDischarge(words, before));
        }

        return effects;
    }

    public static string OfDischarge(IStringLocalizer words, Binding binding) =>
        words["effect.discharges", binding.PatientName, BedName.Of(words, binding.Bed), binding.Device];

    /// <param name="binding">Whom the device serves; null where nobody.</param>
    public static string OfRetiring(IStringLocalizer words, string device, Binding? binding) => binding is null
        ? words["effect.retires", device]
        : words["effect.retiresBound", device, binding.PatientName, BedName.Of(words, binding.Bed)];
}
