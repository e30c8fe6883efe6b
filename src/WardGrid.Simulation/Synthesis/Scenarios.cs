using System.Collections.Immutable;

namespace WardGrid.Simulation.Synthesis;

/// <summary>The scenarios of a simulated ward's patients.</summary>
public static class Scenarios
{
    /// <summary>Sinus rhythm that never ends.</summary>
    public static Scenario Quiet { get; } = new("quiet", [new(0, Rhythm.Sinus())]);

    /// <summary>Atrial fibrillation, as on many wards; the monitor raises one alarm.</summary>
    public static Scenario AtrialFibrillation { get; } =
        new(
            "atrial-fibrillation",
            [
                new(0, Rhythm.Sinus(78)),
                new(60, Rhythm.AtrialFibrillation(), new ScenarioAlert(20, "AF", "medium", "** AFIB")),
            ],
            length: 600
        );

    /// <summary>A run of ventricular tachycardia that ends by itself: a true alarm.</summary>
    public static Scenario VentricularTachycardia { get; } =
        new(
            "ventricular-tachycardia",
            [
                new(0, Rhythm.VentricularEctopy()),
                new(60, Rhythm.VentricularTachycardia(), new ScenarioAlert(5, "VT", "high", "*** V-TACH")),
                new(75, Rhythm.Sinus(88)),
            ],
            length: 240
        );

    /// <summary>
    /// Rhythmic movement that the monitor takes for ventricular tachycardia: a false alarm, and the pulse shows it.
    /// </summary>
    public static Scenario RhythmicMotion { get; } =
        new(
            "rhythmic-motion",
            [
                new(0, Rhythm.Sinus(70)),
                new(60, Rhythm.Sinus(74), [new(DisturbanceKind.RhythmicMotion)], new(6, "VT", "high", "*** V-TACH")),
                new(80, Rhythm.Sinus(70), [new(DisturbanceKind.BaselineWander, 0.5f)]),
            ],
            length: 210
        );

    /// <summary>Every electrode comes off while the pulse goes on: a false asystole.</summary>
    public static Scenario LooseLeads { get; } =
        new(
            "loose-leads",
            [
                new(
                    0,
                    Rhythm.Sinus(66),
                    [new(DisturbanceKind.ElectrodeMotion, 0.6f), new(DisturbanceKind.Mains, 0.5f)]
                ),
                new(45, Rhythm.Sinus(66), [new(DisturbanceKind.LeadOff, 1, "V1")]),
                new(75, Rhythm.Sinus(66), [new(DisturbanceKind.LeadOff)], new(5, "ASYSTOLE", "high", "*** ASYSTOLE")),
                new(95, Rhythm.Sinus(68), [new(DisturbanceKind.MuscleNoise)]),
                new(125, Rhythm.Sinus(66)),
            ],
            length: 180
        );

    /// <summary>Ectopic beats that come and go.</summary>
    public static Scenario Ectopy { get; } =
        new(
            "ectopy",
            [new(0, Rhythm.VentricularEctopy()), new(60, Rhythm.Bigeminy()), new(90, Rhythm.VentricularEctopy())],
            length: 150
        );

    /// <summary>A heart that slows down, stops and comes back: true alarms.</summary>
    public static Scenario Arrest { get; } =
        new(
            "arrest",
            [
                new(0, Rhythm.Sinus(62)),
                new(70, Rhythm.Bradycardia(), new ScenarioAlert(10, "BRADY", "high", "*** EXTREME BRADY")),
                new(95, Rhythm.Asystole, new ScenarioAlert(4.5, "ASYSTOLE", "high", "*** ASYSTOLE")),
                new(105, Rhythm.VentricularFibrillation, new ScenarioAlert(5, "VF", "high", "*** V-FIB")),
                new(
                    120,
                    Rhythm.SupraventricularTachycardia(150),
                    new ScenarioAlert(8, "TACHY", "high", "*** EXTREME TACHY")
                ),
                new(140, Rhythm.Sinus(90)),
            ],
            length: 300
        );

    /// <summary>Oxygen saturation falls, the probe moves and comes off.</summary>
    public static Scenario Desaturation { get; } =
        new(
            "desaturation",
            [
                new(0, Rhythm.Sinus(84)),
                new(50, Rhythm.Sinus(96), [], new(40, "SPO2_LOW", "medium", "** SpO2 LOW"), Spo2: 84),
                new(110, Rhythm.Sinus(88), [new(DisturbanceKind.ProbeMotion)]),
                new(140, Rhythm.Sinus(84), [new(DisturbanceKind.ProbeOff)]),
                new(160, Rhythm.Sinus(84)),
            ],
            length: 240
        );

    /// <summary>A minute in which a monitor shows what it can: one true alarm, again and again.</summary>
    public static Scenario Acceptance { get; } =
        new(
            "acceptance",
            [
                new(0, Rhythm.Sinus(72)),
                new(15, Rhythm.VentricularTachycardia(), new ScenarioAlert(5, "VT", "high", "*** V-TACH")),
                new(25, Rhythm.Sinus(76)),
            ],
            length: 45
        );

    /// <summary>The eight beds of the demonstration ward.</summary>
    public static ImmutableArray<Scenario> Ward { get; } =
    [Quiet, VentricularTachycardia, RhythmicMotion, AtrialFibrillation, LooseLeads, Ectopy, Arrest, Desaturation];

    /// <summary>All that can be chosen by name.</summary>
    public static ImmutableArray<Scenario> Named { get; } = [.. Ward, Acceptance];
}
