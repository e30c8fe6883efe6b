using System.Collections.Immutable;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Identity;

/// <summary>What is usual for a patient in one minute: heart rate, the beats of each ECG lead, the pulse.</summary>
/// <param name="Interval">The median of the seconds from one beat to the next.</param>
/// <param name="Leads">The ECG leads with a usual beat; at least one.</param>
/// <param name="PulseHeight">The median height of the pleth's pulses, in the channel's unit; NaN without them.</param>
public sealed record PatientHabits(float Interval, ImmutableArray<LeadHabit> Leads, float PulseHeight)
{
    /// <summary>Seconds that the habits are those of: what the windows of a bed hold.</summary>
    public const double Seconds = BedSignals.WindowSeconds;

    /// <summary>Pulses that are needed for their usual height.</summary>
    private const int FewestPulses = 20;

    /// <summary>The habits of the last minute; null where no ECG lead has a usual beat.</summary>
    public static PatientHabits? Of(BedSignals signals)
    {
        var ecg = signals.Channels.Where(c => c.Kind == SignalKind.Ecg).ToArray();
        var leads = ecg.Select(LeadHabit.Of).OfType<LeadHabit>().ToImmutableArray();
        if (leads.IsEmpty)
            return null;
        var beats = ecg.First(c => c.Declaration.Name == leads[0].Name);
        var pleth = signals.Channels.FirstOrDefault(c => c.Kind == SignalKind.Pleth);
        var heights = pleth is null ? [] : Recent(pleth, beat => beat.Amplitude);
        return new(
            Median(Recent(beats, beat => beat.Interval)),
            leads,
            heights.Length < FewestPulses ? float.NaN : Median(heights)
        );
    }

    private static float[] Recent(SignalChannel channel, Func<Beat, float> value)
    {
        var values = new List<float>();
        for (var n = channel.Beats.Begin; n < channel.Beats.End; n++)
        {
            var beat = channel.Beats[n];
            if (beat.Seconds >= channel.EndSeconds - Seconds && float.IsFinite(value(beat)))
                values.Add(value(beat));
        }

        return [.. values];
    }

    private static float Median(float[] values) => OfflineBeatDetector.Quantile(values, 0.5);
}
