using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>
/// Simulated patients: a minute of calm, forty seconds of another rhythm, a minute of calm, some of it disturbed.
/// </summary>
public static class SimulatedCourses
{
    private const double Onset = 60,
        End = 100,
        Seconds = 160;

    private static readonly ImmutableArray<Rhythm> Events =
    [
        Rhythm.VentricularFibrillation,
        Rhythm.VentricularTachycardia(),
        Rhythm.PolymorphicVentricularTachycardia(),
        Rhythm.SupraventricularTachycardia(),
        Rhythm.AtrialFibrillation(),
        Rhythm.Asystole,
        Rhythm.VentricularEctopy(),
        Rhythm.Bigeminy(),
        Rhythm.Sinus(95),
    ];

    private static readonly ImmutableArray<ImmutableArray<Disturbance>> Disturbances =
    [
        [],
        [new(DisturbanceKind.BaselineWander)],
        [new(DisturbanceKind.MuscleNoise)],
        [new(DisturbanceKind.ElectrodeMotion)],
        [new(DisturbanceKind.RhythmicMotion)],
    ];

    /// <param name="count">How many; every rhythm under every disturbance comes once in 45.</param>
    public static IEnumerable<VentricularCourse> Of(int count) =>
        Enumerable
            .Range(0, count)
            .Select(i =>
            {
                var rhythm = Events[i % Events.Length];
                var disturbances = Disturbances[i / Events.Length % Disturbances.Length];
                var calm = Rhythm.Sinus(60 + 5 * (i % 7));
                var scenario = new Scenario("course", [new(0, calm), new(Onset, rhythm, disturbances), new(End, calm)]);
                var reading = rhythm.Kind switch
                {
                    RhythmKind.VentricularFibrillation => VentricularReading.Fibrillation,
                    RhythmKind.VentricularTachycardia or RhythmKind.PolymorphicVentricularTachycardia =>
                        VentricularReading.Tachycardia,
                    _ => VentricularReading.None,
                };
                ImmutableArray<RhythmSpan> spans =
                [
                    new(0, Onset, VentricularReading.None),
                    new(Onset, End, reading),
                    new(End, Seconds, VentricularReading.None),
                ];
                return new VentricularCourse($"simulated{i}", spans, after => Hear((ulong)i + 1, scenario, after));
            });

    private static BedSignals Hear(ulong seed, Scenario scenario, Action<BedSignals, int> after)
    {
        // Without a pulse: only the leads are there, as in vfdb and cudb.
        var birth = new DeviceBirth(
            1,
            "simulated",
            "1",
            [.. SimulatedMonitor.UsualChannels.Where(c => c.Kind == SignalKind.Ecg)]
        );
        var monitor = new SimulatedMonitor(seed, scenario, birth, startMicros: 0);
        var signals = new BedSignals(birth);
        var bytes = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds < Seconds)
        {
            bytes.ResetWrittenCount();
            if (monitor.Next(bytes) != MessageKind.Wave)
                continue;
            var refusal = WaveFrame.TryRead(bytes.WrittenSpan, out var frame);
            if (refusal.IsRefused || (refusal = signals.Accept(frame)).IsRefused)
                throw new FormatException(refusal.Detail);
            if (signals.NowSeconds == Math.Floor(signals.NowSeconds))
                after(signals, (int)signals.NowSeconds);
        }

        return signals;
    }
}
