using System.Collections.Immutable;
using WardGrid.Alarms.Verification.Testimonies;
using WardGrid.Signals;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms.Verification;

/// <summary>What a bed's channels show of an alarm, gathered before anything is decided.</summary>
public sealed class AlarmEvidence
{
    /// <summary>Seconds before the alarm whose quality is shown beside the verdict.</summary>
    private const double QualitySeconds = 10;

    private AlarmEvidence(BedSignals bed, AlarmScene scene, OperatingPoints points)
    {
        Features = AlarmFeatures.Of(scene);
        var questions = Questions.For(scene.Candidate.Kind, points);
        RuleVerdict = AlarmRules.Judge(scene, questions);
        HasWitness = questions?.HasWitness(scene) ?? false;
        Channels = [.. bed.Channels.Select(c => Ask(c, scene, questions))];
    }

    /// <summary>The alarm's numbers in the order of <see cref="AlarmFeatures.Names"/>; NaN where unknown.</summary>
    public ReadOnlyMemory<float> Features { get; }

    /// <summary>What each channel showed, in the device's order.</summary>
    public ImmutableArray<ChannelEvidence> Channels { get; }

    /// <summary>What the channels' testimonies say by rule.</summary>
    public Verdict RuleVerdict { get; }

    /// <summary>Whether a channel is good enough to refute this kind of alarm on.</summary>
    public bool HasWitness { get; }

    /// <summary>Looks at the minute before the alarm; nothing at or after it is used, whatever the bed already holds.</summary>
    /// <param name="points">Where rules refute; the built-in safe numbers where none are given.</param>
    public static AlarmEvidence Gather(BedSignals bed, AlarmCandidate candidate, OperatingPoints? points = null) =>
        new(bed, new(bed, candidate), points ?? OperatingPoints.BuiltIn);

    private static ChannelEvidence Ask(SignalChannel channel, AlarmScene scene, Questions? questions)
    {
        var at = scene.Candidate.AtSeconds;
        var quality = QualityShare.MeanScore(channel.Quality, at - QualitySeconds, at);
        var issues = Issues(channel, at);
        var (testimony, trusted) = (default(Testimony), false);
        if (scene.Leads.FirstOrDefault(l => l.Channel == channel) is { } lead)
        {
            testimony = questions?.AskLead(lead) ?? default;
            trusted = testimony.Agrees == false ? Witness.Is(lead, at) : lead.Trust >= Witness.TrustedLead;
        }
        else if (scene.Pulses.FirstOrDefault(p => p.Channel == channel) is { } pulse)
        {
            testimony = questions?.AskPulse(pulse) ?? default;
            trusted = testimony.Agrees == false ? Witness.Is(pulse, at) : pulse.Trust >= Witness.TrustedPulse;
        }

        var words = testimony.Words ?? Saying.Of("unasked", $"is not asked about this alarm");
        if (testimony.Words is not null && !trusted)
            words = QualityWords.Of(channel.Declaration, issues) is { Length: > 0 } why
                ? Saying.Of("untrusted.quality", $"not trusted ({why})")
                : Saying.Of("untrusted", $"not trusted: its beats do not resemble each other");
        return new(channel.Declaration.Name, channel.Kind, quality, issues, float.IsFinite(testimony.Rate) && testimony.Rate > 0 ? testimony.Rate : null,
            trusted ? testimony.Agrees : null, words);
    }

    private static QualityIssues Issues(SignalChannel channel, double at)
    {
        var (issues, log) = (QualityIssues.None, channel.Quality);
        for (var n = log.End - 1; n >= log.Begin && log[n].Second + 1 > at - QualitySeconds; n--)
            issues |= log[n].Second < at && log[n].Score < QualitySecond.Usable ? log[n].Issues : QualityIssues.None;
        return issues;
    }
}
