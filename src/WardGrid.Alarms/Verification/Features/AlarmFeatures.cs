using System.Collections.Immutable;
using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Alarms.Verification.Features;

/// <summary>The numbers that a model is given of an alarm, in a fixed order; NaN where unknown.</summary>
public static class AlarmFeatures
{
    private static readonly AlarmKind[] Kinds =
    [
        AlarmKind.Asystole,
        AlarmKind.ExtremeBradycardia,
        AlarmKind.ExtremeTachycardia,
        AlarmKind.VentricularTachycardia,
        AlarmKind.VentricularFibrillation,
    ];

    /// <summary>The features' names in their order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Sheet(Nobody()).Names];

    public static float[] Of(AlarmContext context) => Sheet(context).ToArray();

    private static FeatureVector Sheet(AlarmContext context)
    {
        var features = new FeatureVector();
        foreach (var kind in Kinds)
            features.Add($"kind.{kind}", context.Candidate.Kind == kind ? 1 : 0);
        JointFeatures.Add(features, context);
        for (var i = 0; i < 2; i++)
        {
            features.Prefix = i == 0 ? "lead." : "lead2.";
            features.Present = i < context.Leads.Length;
            LeadFeatures.Add(features, features.Present ? context.Leads[i] : Absent.Lead, context);
        }

        for (var i = 0; i < 2; i++)
        {
            features.Prefix = i == 0 ? "pulse." : "pulse2.";
            features.Present = i < context.Pulses.Length;
            PulseFeatures.Add(features, features.Present ? context.Pulses[i] : Absent.Pulse, context);
        }

        VentricularFeatures.Add(features, context);
        AddRhythm(features, context);
        return features;
    }

    /// <summary>
    /// What the most trusted lead shows of its rhythm; known of an alarm for atrial fibrillation only.
    /// </summary>
    private static void AddRhythm(FeatureVector features, AlarmContext context)
    {
        var values = context.Rhythm?.Values;
        (features.Prefix, features.Present) = ("rhythm.", true);
        for (var i = 0; i < RhythmFeatureVector.NamesWithNewest.Length; i++)
            features.Add(RhythmFeatureVector.NamesWithNewest[i], values?[i] ?? float.NaN);
    }

    private static AlarmContext Nobody() =>
        new(new(new(0, "", "", [])), new(AlarmKind.Other, AlarmPriority.Low, AlarmOrigin.WardGrid, 0, ""));

    /// <summary>Channels without a sample, in whose place every number is unknown.</summary>
    private static class Absent
    {
        public static readonly LeadAnalysis Lead = new(
            new(new(0, "", Mdc.EcgLeadII, LeadAnalysis.Rate, "mV", 1, 0)),
            0
        );
        public static readonly PulseAnalysis Pulse = new(new(new(0, "", Mdc.Pleth, PulseAnalysis.Rate, "1", 1, 0)), 0);
    }
}
