using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Frames;

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
        var together = Together();
        JointPlaces = BeatSearch.Find(together, LeadReading.Rate);
        JointTimes = [.. JointPlaces.Select(at => (at - together.Length) / LeadReading.Rate)];
    }

    public AlarmCandidate Candidate { get; }

    public ImmutableArray<LeadReading> Leads { get; }

    public ImmutableArray<PulseReading> Pulses { get; }

    /// <summary>Where the leads together show a beat, as indices of the leads' strips.</summary>
    public int[] JointPlaces { get; }

    /// <summary>The same in seconds before the alarm.</summary>
    public double[] JointTimes { get; }

    private static IEnumerable<SignalChannel> Of(BedSignals bed, SignalKind kind) => bed.Channels.Where(c => c.Kind == kind);

    private float[] Together()
    {
        var sum = new float[(int)(Strip.Seconds * LeadReading.Rate)];
        foreach (var lead in Leads)
        {
            var usual = BeatSearch.Usual(lead.Narrow, LeadReading.Rate);
            if (!(usual > 0))
                continue;
            for (var i = 0; i < sum.Length; i++)
                sum[i] += lead.Trust * Math.Min(3, lead.Narrow[i] / usual);
        }

        return sum;
    }
}
