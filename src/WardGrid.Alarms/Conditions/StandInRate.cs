using System.Globalization;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Vitals;

namespace WardGrid.Alarms.Conditions;

/// <summary>
/// The rate that the limits apply to where no ECG wave arrives: the monitor's heart rate, or else the pulse rate.
/// </summary>
/// <remarks>
/// As bedside monitors do: their extreme rate alarms follow the active source, heart rate or pulse (Philips IntelliVue,
/// instructions for use). Where an ECG wave arrives its own beats decide, and no number stands in for them.
/// </remarks>
internal static class StandInRate
{
    public static Reading Of(BedSignals signals)
    {
        var vitals = signals.Vitals;
        if (HasEcg(signals))
            return Reading.None;
        return vitals.HeartRate.Exists ? vitals.HeartRate : vitals.PulseRate;
    }

    public static string Describe(BedSignals signals, string limit)
    {
        var rate = Of(signals);
        var name = signals.Vitals.HeartRate.Exists ? "heart rate" : "pulse rate";
        var whose = rate.Source == ReadingSource.Device ? $"The monitor's {name}" : $"The {name}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{whose} is {rate.Value:0} per minute, {limit}; no ECG wave arrives to check it"
        );
    }

    private static bool HasEcg(BedSignals signals)
    {
        foreach (var channel in signals.Channels)
        {
            if (channel is { Kind: SignalKind.Ecg, IsAnalysed: true } && signals.Arrives(channel))
                return true;
        }

        return false;
    }
}
