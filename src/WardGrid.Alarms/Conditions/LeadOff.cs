using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms.Conditions;

/// <summary>
/// An ECG lead is flat, saturated or missing while the device goes on sending: an electrode has come off.
/// </summary>
/// <remarks>
/// At once (4 s) where no lead is left to see the heart by. While another lead is, after ten seconds: most technical
/// alarms end by themselves, and 14 s of delay remove half of those that call for nothing (Goerges et
/// al., Anesth Analg 2009).
/// </remarks>
public sealed class LeadOff : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.LeadOff;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => 2;

    /// <summary>
    /// An electrode that hangs on by its edge comes and goes; within a quarter of a minute it is the same one.
    /// </summary>
    public double ReliefSeconds => 15;

    public Presence Judge(BedSignals signals, AlarmLimits limits) =>
        Detachment.Judge(signals, static c => c.Kind == SignalKind.Ecg);

    public ulong Concerns(BedSignals signals) => Detachment.Concerns(signals, static c => c.Kind == SignalKind.Ecg);

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"ECG electrode off: {Detachment.Name(signals, static c => c.Kind == SignalKind.Ecg)}";
}

/// <summary>
/// The pleth wave is flat, saturated or missing while the device goes on sending: the oximeter's probe has come off.
/// </summary>
/// <remarks>
/// Ten seconds, as a desaturation waits: a monitor blanks the wave for less when it sets its own gain.
/// </remarks>
public sealed class ProbeOff : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.ProbeOff;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => Detachment.PatientSeconds - 2;

    public double ReliefSeconds => 15;

    public Presence Judge(BedSignals signals, AlarmLimits limits) =>
        Detachment.Judge(signals, static c => c.Kind == SignalKind.Pleth);

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Oximeter probe off: {Detachment.Name(signals, static c => c.Kind == SignalKind.Pleth)}";
}

/// <summary>Channels that carry nothing though the device sends.</summary>
/// <remarks>
/// A channel that the frames leave out is <see cref="ChannelLost"/>, unless it was off before: one cause is one alarm.
/// </remarks>
internal static class Detachment
{
    /// <summary>
    /// Seconds without a signal after which it matters, while another channel of the kind still carries one.
    /// </summary>
    public const int PatientSeconds = 10;

    /// <summary>
    /// Seconds without a signal after which it matters where no other channel of the kind carries one.
    /// </summary>
    private const int AloneSeconds = 4;

    /// <summary>Seconds from one frame to the next at the most.</summary>
    private const double LongestFrame = 1;

    private const QualityIssues Nothing = QualityIssues.Flat | QualityIssues.Saturated | QualityIssues.Missing;

    public static Presence Judge(BedSignals signals, Func<SignalChannel, bool> belongs)
    {
        var (seen, off, longOff) = (0, 0, 0);
        foreach (var channel in signals.Channels)
        {
            if (!belongs(channel) || channel.Quality.Count < 2 || IsLeftOut(signals, channel))
                continue;
            seen++;
            off += Leads.HasHad(channel, Nothing, 2) ? 1 : 0;
            longOff += Leads.HasHad(channel, Nothing, PatientSeconds - 2) ? 1 : 0;
        }

        if (seen == 0)
            return Presence.Unknown;
        if (off == seen || longOff > 0)
            return Presence.Present;
        return off > 0 ? Presence.Unknown : Presence.Absent;
    }

    /// <summary>The channels that have been off for as long as an alarm waits for.</summary>
    public static ulong Concerns(BedSignals signals, Func<SignalChannel, bool> belongs)
    {
        var off = Off(signals, belongs, AloneSeconds, out var all);
        return off == all ? off : Off(signals, belongs, PatientSeconds, out _);
    }

    public static string Name(BedSignals signals, Func<SignalChannel, bool> belongs)
    {
        var named = Concerns(signals, belongs);
        if (named == 0)
            named = Off(signals, belongs, 2, out _);
        return string.Join(
            ", ",
            signals.Channels.Where((_, i) => (named & 1ul << i) != 0).Select(c => c.Declaration.Name)
        );
    }

    /// <summary>The channels that have been off for so many seconds, a bit each by their place.</summary>
    /// <param name="all">Those that come at all.</param>
    private static ulong Off(BedSignals signals, Func<SignalChannel, bool> belongs, int seconds, out ulong all)
    {
        (all, var off) = (0, 0ul);
        for (var i = 0; i < signals.Channels.Length; i++)
        {
            var channel = signals.Channels[i];
            if (!belongs(channel) || channel.Quality.Count < 2 || IsLeftOut(signals, channel))
                continue;
            all |= 1ul << i;
            if (Leads.HasHad(channel, Nothing, seconds))
                off |= 1ul << i;
        }

        return off;
    }

    private static bool IsLeftOut(BedSignals signals, SignalChannel channel) =>
        signals.SecondsWithout(channel) > LongestFrame && !channel.WasOff;
}
