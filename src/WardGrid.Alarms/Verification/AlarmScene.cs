using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Alarms.Verification;

/// <summary>All that a bed's channels show in the minute before an alarm, each heard for itself and the leads once together.</summary>
/// <remarks>Leads and pulse waves stand in the order of trust, so that what is said of the first does not depend on the order in which a device sends them.</remarks>
public sealed class AlarmScene
{
    public AlarmScene(BedSignals bed, AlarmCandidate candidate)
    {
        Candidate = candidate;
        Leads = [.. Of(bed, SignalKind.Ecg).Select(c => new LeadReading(c, candidate.AtSeconds)).OrderByDescending(l => l.Trust)];
        Pulses = [.. Of(bed, SignalKind.Pleth).Concat(Of(bed, SignalKind.ArterialPressure))
            .Select(c => new PulseReading(c, candidate.AtSeconds)).OrderByDescending(p => p.Trust)];
        Rhythm = candidate.Kind == AlarmKind.AtrialFibrillation && Leads.Length > 0 ? RhythmSheet.Of(Leads[0].Channel, candidate.AtSeconds) : null;
        JointPlaces = BeatSearch.Find(Together(l => l.Narrow), LeadReading.Rate);
        JointWidePlaces = BeatSearch.Find(Together(l => l.Wide), LeadReading.Rate, 0.24);
        JointTimes = Times(JointPlaces);
        JointWideTimes = Times(JointWidePlaces);
    }

    public AlarmCandidate Candidate { get; }

    public ImmutableArray<LeadReading> Leads { get; }

    public ImmutableArray<PulseReading> Pulses { get; }

    /// <summary>What the most trusted lead shows of its rhythm; null without a lead, and for alarms that do not ask for it.</summary>
    public RhythmSheet? Rhythm { get; }

    /// <summary>Where the leads together show a beat, as indices of the leads' strips.</summary>
    public int[] JointPlaces { get; }

    /// <summary>The same in seconds before the alarm.</summary>
    public double[] JointTimes { get; }

    /// <summary>The same by the wide detector, which hears ventricular beats that the narrow one misses.</summary>
    public int[] JointWidePlaces { get; }

    public double[] JointWideTimes { get; }

    private static double[] Times(int[] places) => [.. places.Select(at => at / LeadReading.Rate - Strip.Seconds)];

    private static IEnumerable<SignalChannel> Of(BedSignals bed, SignalKind kind) => bed.Channels.Where(c => c.Kind == kind);

    private float[] Together(Func<LeadReading, float[]> envelopeOf)
    {
        var sum = new float[(int)(Strip.Seconds * LeadReading.Rate)];
        foreach (var lead in Leads)
        {
            var envelope = envelopeOf(lead);
            var usual = BeatSearch.Usual(envelope, LeadReading.Rate);
            if (!(usual > 0))
                continue;
            for (var i = 0; i < sum.Length; i++)
                sum[i] += lead.Trust * Math.Min(3, envelope[i] / usual);
        }

        return sum;
    }
}
