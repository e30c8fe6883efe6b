using System.Collections.Immutable;
using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Alarms.Verification;

/// <summary>What a bed's channels show of an alarm, gathered before anything is decided.</summary>
public sealed class AlarmEvidence
{
    private readonly Lazy<float[]> _features;
    private readonly bool _isShownBySilence,
        _isShownByArtefact;

    private AlarmEvidence(BedSignals bed, AlarmContext context, OperatingPoints points)
    {
        _features = new(() => AlarmFeatures.Of(context));
        var rule = VerificationRule.For(context.Candidate.Kind, points);
        var mayBeDenied = rule?.MayBeDenied(context) ?? false;
        Channels = ChannelFindings.Of(bed, context, rule, mayBeDenied);
        HasReliableChannel = rule?.HasReliableChannel(context) ?? false;
        MayBeRefuted = mayBeDenied && HasReliableChannel;
        RuleVerdict = AlarmRules.Judge(Channels, rule?.AskTogether(context), MayBeRefuted);
        _isShownBySilence = rule?.IsShownBySilence ?? false;
        _isShownByArtefact = rule?.IsShownByArtefact ?? false;
    }

    private AlarmEvidence(AlarmEvidence other, ImmutableArray<ChannelEvidence> channels)
    {
        (_features, Channels) = (other._features, channels);
        (_isShownBySilence, _isShownByArtefact) = (other._isShownBySilence, other._isShownByArtefact);
        (HasReliableChannel, MayBeRefuted) = (other.HasReliableChannel, other.MayBeRefuted);
        RuleVerdict = other.RuleVerdict;
    }

    /// <summary>The alarm's numbers in the order of <see cref="AlarmFeatures.Names"/>; NaN where unknown.</summary>
    /// <remarks>Computed when a model first asks for them.</remarks>
    public ReadOnlyMemory<float> Features => _features.Value;

    /// <summary>What each channel showed, in the device's order.</summary>
    public ImmutableArray<ChannelEvidence> Channels { get; }

    /// <summary>What the channels say by rule.</summary>
    public Verdict RuleVerdict { get; }

    /// <summary>Whether a channel is good enough to refute this kind of alarm on.</summary>
    public bool HasReliableChannel { get; }

    /// <summary>Whether it also showed enough: nothing hints at an event that its findings do not know.</summary>
    public bool MayBeRefuted { get; }

    /// <summary>Whether a trusted channel shows the event.</summary>
    public bool IsShown => Channels.Any(c => c.Agrees == true);

    /// <summary>Whether a trusted channel shows that the event did not happen.</summary>
    public bool IsDenied => Channels.Any(c => c.Agrees == false);

    /// <summary>
    /// The same, where no lead is believed that misses beats beside a reliable pulse: what pumps has depolarised.
    /// </summary>
    /// <remarks>A pulse that is missing beside beats is believed: the heart may beat without pumping.</remarks>
    public AlarmEvidence BesideThePulse()
    {
        var pulse = Channels.FirstOrDefault(c => c.Agrees == false && c.Kind != SignalKind.Ecg);
        if (!_isShownBySilence || pulse is null)
            return this;
        return WithoutLeads(FindingSentences.Silent(pulse.Channel));
    }

    /// <summary>The same, where one lead alone is not believed if a reliable channel rules out what it shows.</summary>
    /// <remarks>Movement looks like a tachycardia on the lead that it moves, and seldom moves them all.</remarks>
    public AlarmEvidence BesideTheOthers()
    {
        var other = Channels.FirstOrDefault(c => c.Agrees == false);
        if (!_isShownByArtefact || other is null || Channels.Count(c => c.Agrees == true) != 1)
            return this;
        return WithoutLeads(FindingSentences.Outweighed(other.Channel));
    }

    private AlarmEvidence WithoutLeads(Reason why) =>
        new(
            this,
            [
                .. Channels.Select(c =>
                    c.Agrees == true && c.Kind == SignalKind.Ecg ? c with { Agrees = null, Finding = why } : c
                ),
            ]
        );

    /// <summary>
    /// Looks at the minute before the alarm; nothing at or after it is used, whatever the bed already holds.
    /// </summary>
    /// <param name="points">Where rules refute; the built-in safe numbers where none are given.</param>
    public static AlarmEvidence Gather(BedSignals bed, AlarmCandidate candidate, OperatingPoints? points = null) =>
        Gather(bed, new AlarmContext(bed, candidate), points);

    /// <summary>The same of a context that has been looked at already.</summary>
    public static AlarmEvidence Gather(BedSignals bed, AlarmContext context, OperatingPoints? points = null) =>
        new(bed, context, points ?? OperatingPoints.BuiltIn);
}
