using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>The verdict that the channels' findings give by rule, without a model.</summary>
/// <remarks>
/// A verdict never contradicts a finding: an alarm is confirmed only where no trusted channel denies it, and refuted
/// only where none shows it. Where the findings disagree, or no channel can be trusted, the alarm stays undecided.
/// </remarks>
internal static class AlarmRules
{
    public const string Name = "rules 2";

    /// <param name="together">What the leads show in common: a lead alone neither shows nor denies an event against the
    /// others.</param>
    public static Verdict Judge(ImmutableArray<ChannelEvidence> channels, bool? together, bool hasReliableChannel)
    {
        var (isShown, isDenied) = (channels.Any(c => c.Agrees == true), channels.Any(c => c.Agrees == false));
        if (isShown == isDenied)
            return Verdict.Undecided;
        var isCommon = together == isShown || channels.Any(c => c.Agrees == isShown && c.Kind != SignalKind.Ecg);
        if (!isCommon)
            return Verdict.Undecided;
        if (isShown)
            return Verdict.Confirmed;
        return hasReliableChannel ? Verdict.Refuted : Verdict.Undecided;
    }
}
