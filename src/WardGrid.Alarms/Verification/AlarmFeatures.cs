using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Alarms.Verification;

/// <summary>The numbers that a model is given of an alarm, in a fixed order; NaN where unknown.</summary>
public static class AlarmFeatures
{
    private static readonly AlarmKind[] Kinds =
    [
        AlarmKind.Asystole, AlarmKind.ExtremeBradycardia, AlarmKind.ExtremeTachycardia, AlarmKind.VentricularTachycardia,
        AlarmKind.VentricularFibrillation,
    ];

    /// <summary>The features' names in their order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Sheet(Nobody()).Names];

    public static float[] Of(AlarmScene scene) => Sheet(scene).ToArray();

    private static FeatureSheet Sheet(AlarmScene scene)
    {
        var sheet = new FeatureSheet();
        foreach (var kind in Kinds)
            sheet.Add($"kind.{kind}", scene.Candidate.Kind == kind ? 1 : 0);
        JointFeatures.Add(sheet, scene);
        for (var i = 0; i < 2; i++)
        {
            sheet.Prefix = i == 0 ? "lead." : "lead2.";
            sheet.Present = i < scene.Leads.Length;
            LeadFeatures.Add(sheet, sheet.Present ? scene.Leads[i] : Absent.Lead, scene);
        }

        for (var i = 0; i < 2; i++)
        {
            sheet.Prefix = i == 0 ? "pulse." : "pulse2.";
            sheet.Present = i < scene.Pulses.Length;
            PulseFeatures.Add(sheet, sheet.Present ? scene.Pulses[i] : Absent.Pulse, scene);
        }

        AddRhythm(sheet, scene);
        return sheet;
    }

    /// <summary>What the most trusted lead shows of its rhythm; known of an alarm for atrial fibrillation only.</summary>
    private static void AddRhythm(FeatureSheet sheet, AlarmScene scene)
    {
        var values = scene.Rhythm?.Values;
        (sheet.Prefix, sheet.Present) = ("rhythm.", true);
        for (var i = 0; i < RhythmSheet.AllNames.Length; i++)
            sheet.Add(RhythmSheet.AllNames[i], values?[i] ?? float.NaN);
    }

    private static AlarmScene Nobody() =>
        new(new(new(0, "", "", [])), new(AlarmKind.Other, AlarmPriority.Low, AlarmOrigin.WardGrid, 0, ""));

    /// <summary>Channels without a sample, in whose place every number is unknown.</summary>
    private static class Absent
    {
        public static readonly LeadReading Lead = new(new(new(0, "", Mdc.EcgLeadII, LeadReading.Rate, "mV", 1, 0)), 0);
        public static readonly PulseReading Pulse = new(new(new(0, "", Mdc.Pleth, PulseReading.Rate, "1", 1, 0)), 0);
    }
}
