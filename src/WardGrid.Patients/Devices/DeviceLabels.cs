using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>What a device may be called, and what may stand on its label.</summary>
public static class DeviceLabels
{
    /// <summary>Characters of a model or a serial number, as in a device's birth.</summary>
    public const int Longest = 64;

    public static bool IsLabel(string text) => text.Length <= Longest && !text.Any(char.IsControl);

    /// <summary>Why a device cannot be registered like this; null if it can.</summary>
    public static string? WhyNot(string device, string model, string serial)
    {
        if (!DeviceTopic.IsName(device))
            return $"A device's name has 1 to {DeviceTopic.MaxName} letters, digits, _ or -, "
                + "as it stands in its topic.";
        return IsLabel(model) && IsLabel(serial)
            ? null
            : $"A model and a serial number have at most {Longest} characters, none of them a control character.";
    }
}
