using System.Collections.Immutable;
using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Signals;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>What each channel of a bed shows of an alarm, and whether it may be believed.</summary>
internal static class ChannelFindings
{
    /// <summary>Seconds before the alarm whose quality is shown beside the verdict.</summary>
    private const double QualitySeconds = 10;

    /// <summary>One finding for each channel, in the device's order.</summary>
    /// <param name="mayBeDenied">Whether enough was seen to deny the event.</param>
    public static ImmutableArray<ChannelEvidence> Of(
        BedSignals bed,
        AlarmContext context,
        VerificationRule? rule,
        bool mayBeDenied
    )
    {
        ImmutableArray<ChannelEvidence> findings = [.. bed.Channels.Select(c => Of(c, context, rule))];
        if (rule?.IsShownBySilence == true)
            findings = WithoutSilentChannels(findings);
        return mayBeDenied ? findings : WithoutEarlyDenial(findings);
    }

    private static ChannelEvidence Of(SignalChannel channel, AlarmContext context, VerificationRule? rule)
    {
        var at = context.Candidate.AtSeconds;
        if (rule is null)
            return Finding(channel, at, new(null, float.NaN, FindingSentences.NotUsed()));
        if (context.Leads.FirstOrDefault(l => l.Channel == channel) is { } lead)
        {
            var (isTrusted, isReliable) = (
                ChannelReliability.IsTrusted(lead, at),
                ChannelReliability.IsReliable(lead, at)
            );
            var said = rule.AskLead(lead);
            return Finding(channel, at, Believed(said, isTrusted, isReliable, Doubt(lead.Strip), Issues(channel, at)));
        }

        if (context.Pulses.FirstOrDefault(p => p.Channel == channel) is { } pulse)
        {
            var (isTrusted, isReliable) = (
                ChannelReliability.IsTrusted(pulse, at),
                ChannelReliability.IsReliable(pulse, at)
            );
            var said = rule.AskPulse(pulse);
            return Finding(channel, at, Believed(said, isTrusted, isReliable, Doubt(pulse.Strip), Issues(channel, at)));
        }

        return Finding(channel, at, new(null, float.NaN, FindingSentences.NotUsed()));
    }

    /// <summary>
    /// A channel that is not trusted says nothing, and one that is not reliable denies nothing.
    /// </summary>
    private static ChannelFinding Believed(
        ChannelFinding finding,
        bool isTrusted,
        bool isReliable,
        Reason doubt,
        QualityIssues issues
    )
    {
        if (!isTrusted)
            return finding with { Agrees = null, Words = FindingSentences.Poor(issues) };
        return finding.Agrees == false && !isReliable ? finding with { Agrees = null, Words = doubt } : finding;
    }

    /// <summary>Why a channel that is not reliable rules nothing out.</summary>
    private static Reason Doubt(Strip strip) =>
        ChannelReliability.IsKnown(strip) ? FindingSentences.StrangeBeats() : FindingSentences.TooLittleSeen();

    /// <summary>
    /// Takes back each denial of an event that nobody shows, where what was seen does not yet suffice to deny it.
    /// </summary>
    /// <remarks>
    /// Beside a channel that shows the event a denial stays: it then keeps the alarm from being confirmed.
    /// </remarks>
    private static ImmutableArray<ChannelEvidence> WithoutEarlyDenial(ImmutableArray<ChannelEvidence> findings)
    {
        if (findings.Any(f => f.Agrees == true))
            return findings;
        var early = FindingSentences.TooLittleSeen();
        return [.. findings.Select(f => f.Agrees == false ? f with { Agrees = null, Finding = early } : f)];
    }

    /// <summary>Does not believe a channel that misses the beats which another one shows.</summary>
    /// <remarks>
    /// Two must say so: a reliable channel that denies the event, and the silent channel's own quality, which found
    /// second by second no beats there while others had them. Without the second a silent channel is believed, however
    /// the others beat.
    /// </remarks>
    private static ImmutableArray<ChannelEvidence> WithoutSilentChannels(ImmutableArray<ChannelEvidence> findings) =>
        findings.FirstOrDefault(f => f.Agrees == false) is not { } other
            ? findings
            :
            [
                .. findings.Select(f =>
                    IsSilent(f) ? f with { Agrees = null, Finding = FindingSentences.Silent(other.Channel) } : f
                ),
            ];

    private static bool IsSilent(ChannelEvidence finding) =>
        finding.Agrees == true && finding.Issues.HasFlag(QualityIssues.NoBeats);

    private static ChannelEvidence Finding(SignalChannel channel, double at, ChannelFinding finding) =>
        new(
            channel.Declaration.Name,
            channel.Kind,
            QualityShare.MeanScore(channel.Quality, at - QualitySeconds, at),
            Issues(channel, at),
            float.IsFinite(finding.Rate) && finding.Rate > 0 ? finding.Rate : null,
            finding.Agrees,
            finding.Words
        );

    private static QualityIssues Issues(SignalChannel channel, double at)
    {
        var (issues, log) = (QualityIssues.None, channel.Quality);
        for (var n = log.End - 1; n >= log.Begin && log[n].Second + 1 > at - QualitySeconds; n--)
            issues |= log[n].Second < at && log[n].Score < QualitySecond.Usable ? log[n].Issues : QualityIssues.None;
        return issues;
    }
}
