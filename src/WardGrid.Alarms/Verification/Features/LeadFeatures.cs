using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Filters;

namespace WardGrid.Alarms.Verification.Features;

/// <summary>The features of one ECG lead: its state, its rhythm, the shapes of its beats and its spectrum.</summary>
internal static class LeadFeatures
{
    public static void Add(FeatureVector features, LeadAnalysis lead, AlarmContext context)
    {
        State(features, lead);
        double[] narrow = [.. lead.NarrowBeats.Select(b => b.Seconds)];
        double[] wide = [.. lead.WideBeats.Select(b => b.Seconds)];
        RhythmFeatures.Add(features, "narrow", narrow);
        RhythmFeatures.AddCounts(features, "narrow", narrow);
        RhythmFeatures.Add(features, "wide", wide);
        features.Add("agreed", BeatTimes.Matched(narrow, wide, 0, 0.1, -12, 0));
        Shapes(features, lead, context);
        features.Add(
            "ownWidth",
            OfflineBeatDetector.Quantile([.. lead.NarrowBeats.Where(b => b.Likeness > 0.85f).Select(b => b.Width)], 0.5)
        );
        features.Add(
            "width",
            OfflineBeatDetector.Quantile([.. lead.WideBeats.Where(b => b.Seconds > -9).Select(b => b.Width)], 0.5)
        );
        features.Add("railed", Railed(lead));
        Waves(features, lead);
    }

    private static void State(FeatureVector features, LeadAnalysis lead)
    {
        var usual = lead.UsualNarrow;
        features.Add("valid", lead.Strip.ValidShare(-14, 0));
        features.Add("coherence", lead.Template.Coherence);
        features.Add("noise", Mean(lead.Noise, lead.Strip, -12, 0) / usual);
        features.Add("noiseUsual", Mean(lead.Noise, lead.Strip, -60, -14) / usual);
        features.Add("quiet3", Quietest(lead, 3) / usual);
        features.Add("quiet4", Quietest(lead, 4) / usual);
        features.Add("quietWide3", QuietestOf(lead.Wide, lead.Strip, 3) / lead.UsualWide);
        features.Add("loud", Highest(lead.Narrow, lead.Strip, -12, 0) / usual);
        features.Add("loudWide", Highest(lead.Wide, lead.Strip, -12, 0) / lead.UsualWide);
        features.Add("wander", Wander(lead, -12, 0) / Wander(lead, -60, -14));
        features.Add("wanderShare", Wander(lead, -12, 0) / lead.UsualWide);
    }

    private static void Shapes(FeatureVector features, LeadAnalysis lead, AlarmContext context)
    {
        var joint = lead.Hear(lead.Peaks(context.JointPlaces));
        foreach (var (name, beats) in new[] { ("N", lead.NarrowBeats), ("W", lead.WideBeats), ("J", joint) })
        {
            var run = FastRun.Find(lead, beats, 5, -12, 0);
            features.Add($"run{name}", run.Likelihood);
            features.Add($"run{name}.rate", run.Rate);
            features.Add($"run{name}.unlike", run.Unlike);
            features.Add($"run{name}.uniform", run.Uniform);
            features.Add($"run{name}.amplitude", run.Amplitude);
            features.Add($"run{name}.width", run.Width);
            features.Add($"run{name}.before", FastRun.Find(lead, beats, 5, -56, -18).Likelihood);
            features.Add($"run{name}.long", FastRun.Find(lead, beats, 9, -12, 0).Likelihood);
            features.Add($"run{name}.short", FastRun.Find(lead, beats, 4, -12, 0).Likelihood);
            features.Add($"like{name}", DetectedBeat.MeanLikeness(beats, -10, 0));
            features.Add($"like{name}.usual", DetectedBeat.MeanLikeness(beats, -60, -14));
            features.Add($"unlike{name}.row", UnlikeRow(beats));
        }
    }

    private static void Waves(FeatureVector features, LeadAnalysis lead)
    {
        var (sharpest, slowest, repeating, repeatingRate, least) = (
            new Spectrum(float.NaN, float.NaN, float.NaN),
            0f,
            0f,
            float.NaN,
            1f
        );
        for (var start = -12.0; start <= -4; start += 1)
        {
            var x = lead.Clean.AsSpan(lead.Strip.At(start), (int)(4 * LeadAnalysis.Rate));
            var spectrum = Spectrum.Of(x, LeadAnalysis.Rate);
            if (!(spectrum.Concentration <= sharpest.Concentration))
                sharpest = spectrum;
            slowest = Math.Max(slowest, spectrum.SlowShare);
            least = Math.Min(least, spectrum.SlowShare);
            var (strength, rate) = Spectrum.Repetition(x[..(int)(3 * LeadAnalysis.Rate)], LeadAnalysis.Rate);
            if (strength > repeating)
                (repeating, repeatingRate) = (strength, rate);
        }

        var usual = Spectrum.Of(lead.Clean.AsSpan(0, lead.Strip.At(-14)), LeadAnalysis.Rate);
        features.Add("wave.peak", sharpest.Peak);
        features.Add("wave.concentration", sharpest.Concentration);
        features.Add("wave.slow", slowest);
        features.Add("wave.slowLeast", least);
        features.Add("wave.slowUsual", usual.SlowShare);
        features.Add("wave.repeats", repeating);
        features.Add("wave.repeatsRate", repeatingRate);
    }

    /// <summary>The share of samples shortly before the alarm that stand at the end of the strip's range.</summary>
    private static float Railed(LeadAnalysis lead)
    {
        var (x, low, high) = (lead.Strip.Samples, float.MaxValue, float.MinValue);
        foreach (var value in x)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var (margin, railed, from) = ((high - low) * 0.005f, 0, lead.Strip.At(-10));
        for (var i = from; i < x.Length; i++)
            railed += x[i] <= low + margin || x[i] >= high - margin ? 1 : 0;
        return railed / (float)(x.Length - from);
    }

    /// <summary>The most beats in a row, faster than 100 per minute, that are unlike the patient's own.</summary>
    private static float UnlikeRow(DetectedBeat[] beats)
    {
        var (longest, row) = (0, 0);
        for (var i = 1; i < beats.Length; i++)
        {
            row =
                beats[i].Likeness < 0.75f && beats[i].Seconds - beats[i - 1].Seconds < 0.6 && beats[i].Seconds > -13
                    ? row + 1
                    : 0;
            longest = Math.Max(longest, row);
        }

        return longest;
    }

    private static float Quietest(LeadAnalysis lead, double seconds) => QuietestOf(lead.Narrow, lead.Strip, seconds);

    /// <summary>The lowest maximum of an envelope in any window of some seconds shortly before the alarm.</summary>
    private static float QuietestOf(float[] envelope, Strip strip, double seconds)
    {
        var quietest = float.NaN;
        for (var start = -13.0; start <= -seconds; start += 0.25)
        {
            var loudest = Highest(envelope, strip, start, start + seconds);
            if (!(loudest >= quietest))
                quietest = loudest;
        }

        return quietest;
    }

    private static float Highest(float[] envelope, Strip strip, double from, double to)
    {
        var highest = 0f;
        foreach (var value in envelope.AsSpan(strip.At(from)..strip.At(to)))
            highest = Math.Max(highest, value);
        return highest;
    }

    private static float Mean(float[] envelope, Strip strip, double from, double to)
    {
        var sum = 0.0;
        var part = envelope.AsSpan(strip.At(from)..strip.At(to));
        foreach (var value in part)
            sum += value;
        return (float)(sum / part.Length);
    }

    private static float Wander(LeadAnalysis lead, double from, double to)
    {
        var (low, high) = (float.MaxValue, float.MinValue);
        for (var i = lead.Strip.At(from); i < lead.Strip.At(to); i++)
        {
            var slow = lead.Strip.Samples[i] - lead.Clean[i];
            (low, high) = (Math.Min(low, slow), Math.Max(high, slow));
        }

        return high - low;
    }
}
