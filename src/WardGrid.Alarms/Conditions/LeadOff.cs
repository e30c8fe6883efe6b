using WardGrid.Signals;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms.Conditions;

/// <summary>An ECG lead is flat, saturated or missing while the device goes on sending: an electrode has come off.</summary>
/// <remarks>
/// At once (4 s) where no lead is left to see the heart by. While another lead is, after ten seconds: most technical alarms end by
/// themselves, and 14 s of delay remove half of those that call for nothing (Goerges et al., Anesth Analg 2009).
/// </remarks>
public sealed class LeadOff : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.LeadOff;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => 2;

    /// <summary>An electrode that hangs on by its edge comes and goes; within half a minute it is the same one.</summary>
    public double ReliefSeconds => 30;

    public Presence Judge(BedSignals signals, AlarmLimits limits) => Detachment.Judge(signals, static c => c.Kind == SignalKind.Ecg);

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"ECG electrode off: {Detachment.Name(signals, static c => c.Kind == SignalKind.Ecg)}";
}

/// <summary>The pleth wave is flat, saturated or missing while the device goes on sending: the oximeter's probe has come off.</summary>
/// <remarks>Ten seconds, as a desaturation waits: a monitor blanks the wave for less when it sets its own gain.</remarks>
public sealed class ProbeOff : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.ProbeOff;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => Detachment.PatientSeconds - 2;

    public double ReliefSeconds => 30;

    public Presence Judge(BedSignals signals, AlarmLimits limits) => Detachment.Judge(signals, static c => c.Kind == SignalKind.Pleth);

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Oximeter probe off: {Detachment.Name(signals, static c => c.Kind == SignalKind.Pleth)}";
}

/// <summary>Channels that carry nothing though the device sends.</summary>
internal static class Detachment
{
    /// <summary>Seconds without a signal after which it matters, while another channel of the kind still carries one.</summary>
    public const int PatientSeconds = 10;

    private const QualityIssues Nothing = QualityIssues.Flat | QualityIssues.Saturated | QualityIssues.Missing;

    public static Presence Judge(BedSignals signals, Func<SignalChannel, bool> belongs)
    {
        var (seen, off, longOff) = (0, 0, 0);
        foreach (var channel in signals.Channels)
        {
            if (!belongs(channel) || channel.Quality.Count < 2)
                continue;
            seen++;
            off += Leads.HasHad(channel, Nothing, 2) ? 1 : 0;
            longOff += Leads.HasHad(channel, Nothing, PatientSeconds - 2) ? 1 : 0;
        }

        return seen == 0 ? Presence.Unknown : off == seen || longOff > 0 ? Presence.Present : off > 0 ? Presence.Unknown : Presence.Absent;
    }

    public static string Name(BedSignals signals, Func<SignalChannel, bool> belongs) =>
        string.Join(", ", signals.Channels.Where(c => belongs(c) && Leads.HasHad(c, Nothing, 2)).Select(c => c.Declaration.Name));
}
