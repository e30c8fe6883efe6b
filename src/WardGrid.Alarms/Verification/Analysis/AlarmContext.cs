using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>
/// All that a bed's channels show in the minute before an alarm, each heard for itself and the leads once together.
/// </summary>
/// <remarks>
/// Leads and pulse waves stand in the order of trust, so that what is said of the first does not depend on the order in
/// which a device sends them.
/// </remarks>
public sealed class AlarmContext
{
    public AlarmContext(BedSignals bed, AlarmCandidate candidate)
    {
        Candidate = candidate;
        Leads =
        [
            .. Of(bed, SignalKind.Ecg)
                .Select(c => new LeadAnalysis(c, candidate.AtSeconds))
                .OrderByDescending(l => l.Trust),
        ];
        Pulses =
        [
            .. Of(bed, SignalKind.Pleth)
                .Concat(Of(bed, SignalKind.ArterialPressure))
                .Select(c => new PulseAnalysis(c, candidate.AtSeconds))
                .OrderByDescending(p => p.Trust),
        ];
        Rhythm = RhythmOf(Leads, candidate);
        JointPlaces = OfflineBeatDetector.Find(Together(l => l.Narrow), LeadAnalysis.Rate);
        JointWidePlaces = OfflineBeatDetector.Find(Together(l => l.Wide), LeadAnalysis.Rate, 0.24);
        JointTimes = Times(JointPlaces);
        JointWideTimes = Times(JointWidePlaces);
    }

    private AlarmContext(AlarmContext other, AlarmCandidate candidate)
    {
        (Candidate, Leads, Pulses, Rhythm) = (candidate, other.Leads, other.Pulses, RhythmOf(other.Leads, candidate));
        (JointPlaces, JointWidePlaces, JointTimes, JointWideTimes) = (
            other.JointPlaces,
            other.JointWidePlaces,
            other.JointTimes,
            other.JointWideTimes
        );
    }

    public AlarmCandidate Candidate { get; }

    public ImmutableArray<LeadAnalysis> Leads { get; }

    public ImmutableArray<PulseAnalysis> Pulses { get; }

    /// <summary>
    /// What the most trusted lead shows of its rhythm; null without a lead, and for alarms that do not ask for it.
    /// </summary>
    public RhythmFeatureVector? Rhythm { get; }

    /// <summary>Where the leads together show a beat, as indices of the leads' strips.</summary>
    public int[] JointPlaces { get; }

    /// <summary>The same in seconds before the alarm.</summary>
    public double[] JointTimes { get; }

    /// <summary>The same by the wide detector, which hears ventricular beats that the narrow one misses.</summary>
    public int[] JointWidePlaces { get; }

    public double[] JointWideTimes { get; }

    /// <summary>The same context for an alarm of another kind.</summary>
    /// <exception cref="ArgumentException">The other alarm was raised at another moment, so it is another
    /// context.</exception>
    public AlarmContext About(AlarmCandidate other) =>
        other.AtSeconds == Candidate.AtSeconds
            ? new(this, other)
            : throw new ArgumentException(
                $"the scene is of {Candidate.AtSeconds} s, not of {other.AtSeconds} s",
                nameof(other)
            );

    private static RhythmFeatureVector? RhythmOf(ImmutableArray<LeadAnalysis> leads, AlarmCandidate candidate) =>
        candidate.Kind == AlarmKind.AtrialFibrillation && leads.Length > 0
            ? RhythmFeatureVector.Of(leads[0].Channel, candidate.AtSeconds, withNewest: true)
            : null;

    private static double[] Times(int[] places) => [.. places.Select(at => at / LeadAnalysis.Rate - Strip.Seconds)];

    private static IEnumerable<SignalChannel> Of(BedSignals bed, SignalKind kind) =>
        bed.Channels.Where(c => c.Kind == kind);

    private float[] Together(Func<LeadAnalysis, float[]> envelopeOf)
    {
        var sum = new float[(int)(Strip.Seconds * LeadAnalysis.Rate)];
        foreach (var lead in Leads)
        {
            var envelope = envelopeOf(lead);
            var usual = OfflineBeatDetector.Usual(envelope, LeadAnalysis.Rate);
            if (!(usual > 0))
                continue;
            for (var i = 0; i < sum.Length; i++)
                sum[i] += lead.Trust * Math.Min(3, envelope[i] / usual);
        }

        return sum;
    }
}
