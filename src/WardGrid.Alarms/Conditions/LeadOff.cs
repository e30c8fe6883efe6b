using WardGrid.Signals;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms.Conditions;

/// <summary>An ECG lead is flat, saturated or missing while the device goes on sending: an electrode has come off.</summary>
/// <remarks>2 s of such seconds, and 2 s more before it sounds, as a hand on a cable is not an alarm.</remarks>
public sealed class LeadOff : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.LeadOff;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => 2;

    public double ReliefSeconds => 5;

    public Presence Judge(BedSignals signals, AlarmLimits limits) => Detachment.Judge(signals, static c => c.Kind == SignalKind.Ecg);

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"ECG electrode off: {Detachment.Name(signals, static c => c.Kind == SignalKind.Ecg)}";
}

/// <summary>The pleth wave is flat, saturated or missing while the device goes on sending: the oximeter's probe has come off.</summary>
public sealed class ProbeOff : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.ProbeOff;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => 2;

    public double ReliefSeconds => 5;

    public Presence Judge(BedSignals signals, AlarmLimits limits) => Detachment.Judge(signals, static c => c.Kind == SignalKind.Pleth);

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Oximeter probe off: {Detachment.Name(signals, static c => c.Kind == SignalKind.Pleth)}";
}

/// <summary>Channels that carry nothing though the device sends.</summary>
internal static class Detachment
{
    private const QualityIssues Nothing = QualityIssues.Flat | QualityIssues.Saturated | QualityIssues.Missing;

    public static Presence Judge(BedSignals signals, Func<SignalChannel, bool> belongs)
    {
        var seen = false;
        foreach (var channel in signals.Channels)
        {
            if (!belongs(channel) || channel.Quality.Count < 2)
                continue;
            seen = true;
            if (Leads.HasHad(channel, Nothing, 2))
                return Presence.Present;
        }

        return seen ? Presence.Absent : Presence.Unknown;
    }

    public static string Name(BedSignals signals, Func<SignalChannel, bool> belongs) =>
        string.Join(", ", signals.Channels.Where(c => belongs(c) && Leads.HasHad(c, Nothing, 2)).Select(c => c.Declaration.Name));
}
