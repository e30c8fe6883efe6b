using System.Buffers;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms.Courses;

/// <summary>
/// Plays a course to a bed beside a monitor that tells each true alarm again every second, from the first moment that
/// it is true, or so many seconds later.
/// </summary>
public sealed class ToldCourse(Course course, AlarmVerification verification, double later = 0)
{
    /// <summary>
    /// Seconds for which an alarm is told again and again; a true one is told once, but nobody knows when.
    /// </summary>
    private const double Lasts = 6;

    /// <summary>Seconds without a beat, or of fibrillation, that are an alarm (CinC Challenge 2015).</summary>
    private const double Shortest = 4;

    private static readonly AlarmKind[] Kinds =
    [
        AlarmKind.Asystole,
        AlarmKind.ExtremeBradycardia,
        AlarmKind.ExtremeTachycardia,
        AlarmKind.VentricularTachycardia,
        AlarmKind.VentricularFibrillation,
    ];

    private readonly List<SimulatedBeat> _beats = [];
    private readonly Dictionary<AlarmKind, double> _since = [];

    /// <summary>How many true alarms were told.</summary>
    public int Told { get; private set; }

    /// <summary>Each true alarm that was refuted, a line each.</summary>
    public async Task<List<string>> RefutedAsync(ulong seed)
    {
        var monitor = new SimulatedMonitor(seed, course.Scenario(), new(1, "Simulated", "1", course.Declarations()), 0);
        var (bed, bytes, refuted, heard) = (
            new BedSignals(monitor.Birth),
            new ArrayBufferWriter<byte>(),
            new List<string>(),
            0L
        );
        while (monitor.DueSeconds <= course.Until + later)
        {
            bytes.ResetWrittenCount();
            if (monitor.Next(bytes) != MessageKind.Wave)
                continue;
            if (WaveFrame.TryRead(bytes.WrittenSpan, out var frame).IsRefused || bed.Accept(frame).IsRefused)
                throw new InvalidOperationException("a frame was refused");
            for (heard = Math.Max(heard, monitor.Patient.Beats.Begin); heard < monitor.Patient.Beats.End; heard++)
                _beats.Add(monitor.Patient.Beats[heard]);
            if (bed.NowSeconds % 1 == 0)
                await TellAsync(bed, seed, refuted);
        }

        return refuted;
    }

    private async Task TellAsync(BedSignals bed, ulong seed, List<string> refuted)
    {
        var now = bed.NowSeconds;
        foreach (var kind in Kinds.Where(k => IsTrue(k, now)))
        {
            _since.TryAdd(kind, now);
            if (now < _since[kind] + later || now > _since[kind] + later + Lasts)
                continue;
            Told++;
            var decision = await verification.DecideAsync(
                bed,
                new(kind, AlarmPriority.High, AlarmOrigin.Monitor, now, "")
            );
            if (decision.Verdict == Verdict.Refuted)
                refuted.Add(
                    $"{course}, seed {seed}: {kind} at {now:0} s: "
                        + $"{string.Join(" ", decision.Evidence.Reasons.Select(r => r.English))}"
                );
        }
    }

    private bool IsTrue(AlarmKind kind, double now)
    {
        if (!course.Rhythm.HasBeats)
            return kind == Lasting(course.Rhythm.Kind) && now >= course.From + Shortest;
        var truth = new CourseTruth([.. _beats.Where(b => b.Seconds <= now)]);
        return !double.IsNaN(truth.First(kind, now)) && truth.Allows(kind, now);
    }

    private static AlarmKind Lasting(RhythmKind kind) =>
        kind == RhythmKind.Asystole ? AlarmKind.Asystole : AlarmKind.VentricularFibrillation;
}
