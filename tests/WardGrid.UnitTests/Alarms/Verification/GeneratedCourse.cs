using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Verification;

/// <summary>
/// A simulated patient to whom something happens, on a bed with some of the usual channels; each seed is another one.
/// </summary>
internal static class GeneratedCourse
{
    private const double Onset = 60;

    private static readonly Rhythm[] Rhythms =
    [
        Rhythm.Sinus(),
        Rhythm.Sinus(110),
        Rhythm.Bradycardia(),
        Rhythm.VentricularEctopy(),
        Rhythm.Bigeminy(),
        Rhythm.AtrialFibrillation(),
        Rhythm.SupraventricularTachycardia(),
        Rhythm.VentricularTachycardia(),
        Rhythm.PolymorphicVentricularTachycardia(),
        Rhythm.VentricularFibrillation,
        Rhythm.Asystole,
    ];

    /// <summary>Places of <see cref="SimulatedMonitor.UsualChannels"/> that a bed may have.</summary>
    private static readonly int[][] Mixes =
    [
        [0, 1, 2, 3, 4],
        [0, 1, 2],
        [0, 2],
        [1, 3],
        [0, 1],
        [0],
        [2, 3],
        [2],
        [],
    ];

    /// <summary>
    /// The alarms of a course, true and false ones: at each moment one of each kind, on the very samples
    /// that were there then.
    /// </summary>
    public static IEnumerable<(AlarmCandidate Candidate, AlarmEvidence Evidence)> Of(
        ulong seed,
        int moments,
        AlarmKind[] kinds
    )
    {
        var random = new Pcg32(seed, 77);
        var channels = Mixes[seed % (ulong)Mixes.Length]
            .Select(i => SimulatedMonitor.UsualChannels[i])
            .Select((c, i) => c with { Index = i })
            .ToImmutableArray();
        var birth = new DeviceBirth(1, "test", "1", channels);
        var (monitor, bed) = (new SimulatedMonitor(seed, Story(seed, ref random), birth, 0), new BedSignals(birth));
        var step = 3 + 4 * random.Uniform();
        var alarms = new List<(AlarmCandidate, AlarmEvidence)>();
        for (var moment = 0; moment < moments; moment++)
        {
            var at = Onset + 4 + moment * step;
            Play(monitor, bed, at);
            var context = new AlarmContext(bed, Candidate(kinds[0], at));
            alarms.AddRange(
                kinds.Select(k => (Candidate(k, at), AlarmEvidence.Gather(bed, context.About(Candidate(k, at)))))
            );
        }

        return alarms;
    }

    private static AlarmCandidate Candidate(AlarmKind kind, double at) =>
        new(kind, AlarmPriority.High, AlarmOrigin.Monitor, at, "test");

    private static void Play(SimulatedMonitor monitor, BedSignals bed, double until)
    {
        var payload = new ArrayBufferWriter<byte>(4096);
        while (monitor.DueSeconds <= until)
        {
            payload.ResetWrittenCount();
            if (
                monitor.Next(payload) == MessageKind.Wave
                && !WaveFrame.TryRead(payload.WrittenSpan, out var frame).IsRefused
            )
                bed.Accept(frame);
        }
    }

    private static Scenario Story(ulong seed, ref Pcg32 random)
    {
        if (seed % 5 == 0)
            return Scenarios.Ward[(int)(seed / 5) % Scenarios.Ward.Length];
        Rhythm before = Pick(random.Uniform(), Rhythms[..6]),
            during = Pick(random.Uniform(), Rhythms);
        return new("generated", [new(0, before, Some(ref random), null), new(Onset, during, Some(ref random), null)]);
    }

    private static ImmutableArray<Disturbance> Some(ref Pcg32 random)
    {
        var disturbances = ImmutableArray.CreateBuilder<Disturbance>();
        foreach (var kind in Enum.GetValues<DisturbanceKind>())
        {
            if (random.Uniform() < 0.12f)
                disturbances.Add(new(kind, 0.3f + random.Uniform(), random.Uniform() < 0.5f ? "II" : null));
        }

        return disturbances.ToImmutable();
    }

    private static Rhythm Pick(float share, Rhythm[] from) =>
        from[Math.Min(from.Length - 1, (int)(share * from.Length))];
}
