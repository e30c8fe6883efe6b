using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Filters;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>One pleth or pressure wave's last minute before an alarm.</summary>
public sealed class PulseAnalysis
{
    public const double Rate = 125;

    private static readonly ImmutableArray<Section> CleanBand =
    [
        .. Butterworth.HighPass(2, 0.5, Rate),
        .. Butterworth.LowPass(2, 8, Rate),
    ];

    public PulseAnalysis(SignalChannel channel, double atSeconds)
    {
        Channel = channel;
        Strip = Strip.Before(atSeconds, channel, Rate);
        LiveTimes = [.. LiveTimesOf(channel, atSeconds)];
        Clean = ZeroPhaseFilter.Filter(Strip.Samples, CleanBand);
        var rise = new float[Clean.Length];
        for (var i = 1; i < rise.Length; i++)
            rise[i] = Math.Max(0, Clean[i] - Clean[i - 1]);
        var upstrokes = OfflineBeatDetector.Find(ZeroPhaseFilter.Envelope(rise, (int)(0.08 * Rate)), Rate, 0.25);
        Template = PatientTemplate.Learn(Clean, upstrokes, BeatShape.Pulse, Rate);
        Pulses = [.. upstrokes.Select(Hear)];
        UsualAmplitude = OfflineBeatDetector.Quantile(
            [.. Pulses.Where(p => p.Seconds < PatientTemplate.LearnUntil).Select(p => p.Amplitude)],
            0.5
        );
    }

    public SignalChannel Channel { get; }

    public Strip Strip { get; }

    /// <summary>The patient's own pulses that the live detector has told, in seconds before the alarm.</summary>
    /// <remarks>
    /// It hears pulses that have shrunk to a tenth at once; those of the strip are measured by the usual ones.
    /// </remarks>
    public double[] LiveTimes { get; }

    /// <summary>The wave without wander and noise, 0.5 to 8 Hz.</summary>
    public float[] Clean { get; }

    public PatientTemplate Template { get; }

    public DetectedBeat[] Pulses { get; }

    /// <summary>
    /// Median foot-to-peak height before the event, in the channel's unit; NaN where no pulse was heard.
    /// </summary>
    public float UsualAmplitude { get; }

    /// <summary>How far this wave can be trusted, 0 to 1: samples arrive and its pulses resemble each other.</summary>
    public float Trust =>
        Strip.ValidShare(-14, 0) * Math.Max(0, float.IsNaN(Template.Coherence) ? 0 : Template.Coherence);

    /// <summary>
    /// Mean likeness of the pulses between two moments to the patient's usual pulse; NaN where there is none.
    /// </summary>
    public float Likeness(double from, double to) => DetectedBeat.MeanLikeness(Pulses, from, to);

    /// <summary>
    /// The least mean height of some pulses in a row since a moment, as a share of the usual height; NaN where there
    /// are too few.
    /// </summary>
    public float LeastHeight(double from, int row)
    {
        var least = float.NaN;
        for (var i = 0; i + row <= Pulses.Length; i++)
        {
            if (Pulses[i].Seconds < from)
                continue;
            var mean = 0f;
            for (var k = i; k < i + row; k++)
                mean += Pulses[k].Amplitude / row;
            if (!(mean >= least))
                least = mean;
        }

        return least / UsualAmplitude;
    }

    private static IEnumerable<double> LiveTimesOf(SignalChannel channel, double atSeconds)
    {
        for (var n = channel.Beats.Begin; n < channel.Beats.End; n++)
        {
            var pulse = channel.Beats[n];
            if (pulse.Seconds > atSeconds - Strip.Seconds && pulse.Seconds <= atSeconds && channel.IsOfHeart(pulse))
                yield return pulse.Seconds - atSeconds;
        }
    }

    private DetectedBeat Hear(int at)
    {
        var (foot, peak) = (at, at);
        for (var i = Math.Max(0, at - (int)(0.3 * Rate)); i < at; i++)
            foot = Clean[i] < Clean[foot] ? i : foot;
        for (var i = at; i < Math.Min(Clean.Length, at + (int)(0.35 * Rate)); i++)
            peak = Clean[i] > Clean[peak] ? i : peak;
        return new(
            at,
            Strip.SecondsAt(at),
            Clean[peak] - Clean[foot],
            (float)((peak - foot) / Rate),
            BeatShape.Pulse.Fit(Clean, at, Template.Samples, Rate).Correlation
        );
    }
}
