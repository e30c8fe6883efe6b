using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Filters;
using WardGrid.Signals.Windows;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>One ECG lead's last minute before an alarm, heard by two detectors.</summary>
/// <remarks>
/// The narrow detector (8 to 20 Hz) hears QRS complexes and little else; the wide one (2 to 12 Hz) hears ventricular
/// beats that the narrow one misses, and sometimes a T wave. What both hear is a beat.
/// </remarks>
public sealed class LeadAnalysis
{
    public const double Rate = 250;

    private static readonly ImmutableArray<Section> CleanBand =
    [
        .. Butterworth.HighPass(2, 0.67, Rate),
        .. Butterworth.LowPass(2, 35, Rate),
    ];
    private static readonly ImmutableArray<Section> NarrowBand = Butterworth.BandPass(2, 8, 20, Rate);
    private static readonly ImmutableArray<Section> WideBand = Butterworth.BandPass(2, 2, 12, Rate);
    private static readonly ImmutableArray<Section> NoiseBand = Butterworth.HighPass(2, 30, Rate);

    public LeadAnalysis(SignalChannel channel, double atSeconds)
    {
        Channel = channel;
        Strip = Strip.Before(atSeconds, channel, Rate);
        LiveTimes = [.. Times(channel.Beats, atSeconds)];
        Clean = ZeroPhaseFilter.Filter(Strip.Samples, CleanBand);
        Narrow = ZeroPhaseFilter.Envelope(ZeroPhaseFilter.Filter(Strip.Samples, NarrowBand), (int)(0.10 * Rate));
        Wide = ZeroPhaseFilter.Envelope(ZeroPhaseFilter.Filter(Strip.Samples, WideBand), (int)(0.16 * Rate));
        UsualNarrow = OfflineBeatDetector.Usual(Narrow, Rate);
        UsualWide = OfflineBeatDetector.Usual(Wide, Rate);
        Noise = ZeroPhaseFilter.Envelope(ZeroPhaseFilter.Filter(Strip.Samples, NoiseBand), (int)(0.5 * Rate));
        var narrow = Peaks(OfflineBeatDetector.Find(Narrow, Rate));
        var wide = Peaks(OfflineBeatDetector.Find(Wide, Rate, 0.24));
        Template = PatientTemplate.Learn(Clean, narrow, BeatShape.Qrs, Rate);
        CycleTemplate = PatientTemplate.Learn(Clean, narrow, BeatShape.Cycle, Rate);
        NarrowBeats = Hear(narrow);
        WideBeats = Hear(wide);
    }

    public SignalChannel Channel { get; }

    public Strip Strip { get; }

    /// <summary>The beats that the live detector has told, in seconds before the alarm.</summary>
    public double[] LiveTimes { get; }

    /// <summary>The lead without wander and muscle noise, 0.67 to 35 Hz.</summary>
    public float[] Clean { get; }

    /// <summary>What goes on from 8 to 20 Hz.</summary>
    public float[] Narrow { get; }

    /// <summary>What goes on from 2 to 12 Hz.</summary>
    public float[] Wide { get; }

    /// <summary>The usual peaks of <see cref="Narrow"/> and of <see cref="Wide"/>.</summary>
    public float UsualNarrow { get; }

    public float UsualWide { get; }

    /// <summary>What goes on above 30 Hz.</summary>
    public float[] Noise { get; }

    /// <summary>The patient's own QRS complex.</summary>
    public PatientTemplate Template { get; }

    /// <summary>The patient's own cycle: the complex with what lies around it.</summary>
    public PatientTemplate CycleTemplate { get; }

    public DetectedBeat[] NarrowBeats { get; }

    public DetectedBeat[] WideBeats { get; }

    /// <summary>
    /// How far this lead can be trusted, 0 to 1: whether samples arrive and the patient's usual beats
    /// resemble each other.
    /// </summary>
    public float Trust =>
        Strip.ValidShare(-14, 0) * Math.Max(0, float.IsNaN(Template.Coherence) ? 0 : Template.Coherence);

    /// <summary>This lead's beats at places that another detector found.</summary>
    public DetectedBeat[] Hear(int[] places) =>
        [
            .. places.Select(at => new DetectedBeat(
                at,
                Strip.SecondsAt(at),
                PeakToPeak(at),
                Width(at),
                BeatShape.Qrs.Fit(Clean, at, Template.Samples, Rate).Correlation
            )),
        ];

    /// <summary>The R peaks nearest to the peaks of an envelope, each once.</summary>
    public int[] Peaks(int[] found) => [.. Align(found).Distinct()];

    /// <summary>The R peak nearest to each peak of an envelope, one for one.</summary>
    public int[] Align(int[] found)
    {
        var reach = (int)(0.08 * Rate);
        var places = new int[found.Length];
        for (var i = 0; i < found.Length; i++)
        {
            var best = found[i];
            for (var k = Math.Max(0, found[i] - reach); k < Math.Min(Clean.Length, found[i] + reach); k++)
            {
                if (Math.Abs(Clean[k]) > Math.Abs(Clean[best]))
                    best = k;
            }

            places[i] = best;
        }

        return places;
    }

    /// <summary>The spectrum of the 4 s since a moment whose power lies closest together.</summary>
    public Spectrum SharpestWaves(double since)
    {
        var sharpest = new Spectrum(float.NaN, float.NaN, float.NaN);
        for (var start = since; start <= -4; start += 1)
        {
            var spectrum = Spectrum.Of(Clean.AsSpan(Strip.At(start), (int)(4 * Rate)), Rate);
            if (!(spectrum.Concentration <= sharpest.Concentration))
                sharpest = spectrum;
        }

        return sharpest;
    }

    private static IEnumerable<double> Times(RingBuffer<Beat> beats, double atSeconds)
    {
        for (var i = beats.Begin; i < beats.End; i++)
        {
            if (beats[i].Seconds < atSeconds && beats[i].Seconds >= atSeconds - Strip.Seconds)
                yield return beats[i].Seconds - atSeconds;
        }
    }

    private ReadOnlySpan<float> Around(int at, double seconds)
    {
        var reach = (int)(seconds * Rate);
        var from = Math.Max(0, at - reach);
        return Clean.AsSpan(from, Math.Min(Clean.Length, at + reach) - from);
    }

    private float PeakToPeak(int at)
    {
        var (low, high) = (float.MaxValue, float.MinValue);
        foreach (var value in Around(at, 0.12))
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return high - low;
    }

    private float Width(int at)
    {
        var around = Around(at, 0.14);
        float steepest = 0;
        for (var i = 1; i < around.Length; i++)
            steepest = Math.Max(steepest, Math.Abs(around[i] - around[i - 1]));
        var (first, last) = (-1, -1);
        for (var i = 1; i < around.Length; i++)
        {
            if (Math.Abs(around[i] - around[i - 1]) < 0.25f * steepest)
                continue;
            if (first < 0)
                first = i;
            last = i;
        }

        return (float)((last - first) / Rate);
    }
}
