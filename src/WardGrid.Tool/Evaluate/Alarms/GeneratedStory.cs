using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Tool.Evaluate.Alarms;

/// <summary>What happens to a simulated patient, and the alarms that a monitor raises on it.</summary>
/// <param name="From">Seconds at which it happens.</param>
/// <param name="VentricularBeats">Ventricular beats that must have come before an alarm is true.</param>
/// <param name="Shortest">Seconds after <paramref name="From"/> before which there is no alarm.</param>
/// <param name="Kinds">The kinds of the alarms, all true or all false.</param>
internal sealed record GeneratedStory(
    Scenario Scenario,
    bool IsTrue,
    double From,
    int VentricularBeats,
    double Shortest,
    ImmutableArray<AlarmKind> Kinds
)
{
    /// <summary>Seconds of the usual rhythm, as long as the memory of the verifier.</summary>
    private const double Usual = 60;

    /// <summary>Per minute from which a ventricular tachycardia is flutter to the eye.</summary>
    private const double Flutter = 250;

    private static readonly ImmutableArray<DisturbanceKind> Disturbances =
    [
        DisturbanceKind.BaselineWander,
        DisturbanceKind.MuscleNoise,
        DisturbanceKind.ElectrodeMotion,
        DisturbanceKind.RhythmicMotion,
        DisturbanceKind.RhythmicMotion,
        DisturbanceKind.Mains,
        DisturbanceKind.ProbeMotion,
    ];

    /// <summary>One of ten kinds of stories; four are ventricular tachycardias and three are artefacts.</summary>
    public static GeneratedStory Of(int patient, ref Pcg32 random)
    {
        var rate = Between(50, 115, ref random);
        var usual = (patient / 10 % 5) switch
        {
            0 => Rhythm.AtrialFibrillation(rate),
            1 => Rhythm.VentricularEctopy(rate),
            _ => Rhythm.Sinus(rate),
        };
        ImmutableArray<Disturbance> calm = random.Uniform() < 0.4f ? [Disturbed(0.5f, ref random)] : [];
        return (patient % 10) switch
        {
            < 4 => Tachycardia(usual, calm, ref random),
            < 7 => Artefact(usual, calm, ref random),
            7 => random.Uniform() < 0.5f ? Arrest(usual, calm) : LooseLead(usual, calm, ref random),
            8 => Event(AlarmKind.ExtremeBradycardia, usual, Rhythm.Sinus(Between(18, 36, ref random)), 12, calm),
            _ => Event(AlarmKind.VentricularFibrillation, usual, Rhythm.VentricularFibrillation, 4.5, calm),
        };
    }

    private static GeneratedStory Tachycardia(Rhythm usual, ImmutableArray<Disturbance> calm, ref Pcg32 random)
    {
        var rate = random.Uniform() < 0.5f ? Between(104, 180, ref random) : Between(180, 330, ref random);
        var isPolymorphic = random.Uniform() < 0.15f;
        var rhythm = isPolymorphic
            ? Rhythm.PolymorphicVentricularTachycardia(Math.Max(180, rate))
            : Rhythm.VentricularTachycardia(rate);
        ImmutableArray<AlarmKind> kinds =
            rate > Flutter && !isPolymorphic
                ? [AlarmKind.VentricularTachycardia, AlarmKind.VentricularFibrillation]
                : [AlarmKind.VentricularTachycardia];
        return random.Uniform() < 0.25f
            ? new(new("from the start", [new(0, rhythm, calm)]), true, 0, 5, 10, kinds)
            : new(new("abrupt", [new(0, usual, calm), new(Usual, rhythm, calm)]), true, Usual, 5, 0, kinds);
    }

    private static GeneratedStory Artefact(Rhythm usual, ImmutableArray<Disturbance> calm, ref Pcg32 random)
    {
        ImmutableArray<Disturbance> disturbances = [Disturbed(1, ref random)];
        if (random.Uniform() < 0.4f)
            disturbances = disturbances.Add(Disturbed(1, ref random));
        var goesOn = random.Uniform() < 0.15f ? Rhythm.Bigeminy(Math.Min(usual.Rate, 90)) : usual;
        return new(
            new("artefact", [new(0, usual, calm), new(Usual, goesOn, disturbances)]),
            false,
            Usual,
            0,
            4,
            [AlarmKind.VentricularTachycardia, AlarmKind.VentricularFibrillation]
        );
    }

    private static GeneratedStory Arrest(Rhythm usual, ImmutableArray<Disturbance> calm) =>
        Event(AlarmKind.Asystole, usual, Rhythm.Asystole, 5.5, calm);

    private static GeneratedStory LooseLead(Rhythm usual, ImmutableArray<Disturbance> calm, ref Pcg32 random)
    {
        Disturbance off = new(DisturbanceKind.LeadOff, 1, random.Uniform() < 0.5f ? null : "II");
        return new(
            new("lead off", [new(0, usual, calm), new(Usual, usual, [off, .. calm])]),
            false,
            Usual,
            0,
            5,
            [AlarmKind.Asystole, AlarmKind.ExtremeBradycardia]
        );
    }

    private static GeneratedStory Event(
        AlarmKind kind,
        Rhythm usual,
        Rhythm rhythm,
        double shortest,
        ImmutableArray<Disturbance> calm
    ) => new(new("event", [new(0, usual, calm), new(Usual, rhythm, calm)]), true, Usual, 0, shortest, [kind]);

    private static Disturbance Disturbed(float size, ref Pcg32 random)
    {
        var kind = Disturbances[Math.Min(Disturbances.Length - 1, (int)(random.Uniform() * Disturbances.Length))];
        var lead = random.Uniform() switch
        {
            < 0.3f => "II",
            < 0.6f => "V1",
            _ => null,
        };
        var level = size * (0.4f + 1.6f * random.Uniform());
        return new(kind, level, kind == DisturbanceKind.ProbeMotion ? null : lead);
    }

    private static double Between(double low, double high, ref Pcg32 random) => low + (high - low) * random.Uniform();
}
