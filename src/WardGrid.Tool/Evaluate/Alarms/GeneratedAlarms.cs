using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Tool.Evaluate.Alarms;

/// <summary>Alarms on simulated patients, whose truth is known.</summary>
/// <remarks>
/// For training only. The recordings hold few tachycardias that begin just before the alarm, last for a minute or are
/// faster than 250 per minute; a model that has seen none takes one for what it resembles.
/// </remarks>
internal static class GeneratedAlarms
{
    public const int Patients = 1500;

    private const int Moments = 2;

    /// <summary>Seconds from one alarm of a patient to the next at most: the memory of the verifier.</summary>
    private const double Apart = 60;

    /// <summary>Places of <see cref="SimulatedMonitor.UsualChannels"/> that a bed may have.</summary>
    private static readonly ImmutableArray<ImmutableArray<int>> Mixes =
    [
        [0, 1, 2, 3],
        [0, 1, 2],
        [0, 1],
        [0, 2],
        [1, 3],
        [0],
    ];

    public static IEnumerable<string> Lines(int patients) =>
        Enumerable
            .Range(0, patients)
            .AsParallel()
            .AsOrdered()
            .SelectMany(Of)
            .Prepend(string.Join(',', ["patient", "kind", "true", .. AlarmFeatures.Names]));

    private static List<string> Of(int patient)
    {
        var seed = 100_000 + (ulong)patient;
        var random = new Pcg32(seed, 5);
        var story = GeneratedStory.Of(patient, ref random);
        var mix = Mixes[Math.Min(Mixes.Length - 1, (int)(random.Uniform() * Mixes.Length))];
        var birth = new DeviceBirth(
            1,
            "simulated",
            "1",
            [.. mix.Select((place, i) => SimulatedMonitor.UsualChannels[place] with { Index = i })]
        );
        var (monitor, bed) = (new SimulatedMonitor(seed, story.Scenario, birth, 0), new BedSignals(birth));
        var (lines, beats) = (new List<string>(), 0);
        var at = story.From + story.Shortest;
        Play(monitor, bed, at, ref beats);
        beats = 0;
        while (beats < story.VentricularBeats)
            Play(monitor, bed, at += SimulatedMonitor.BundleSeconds, ref beats);
        at += 2 * random.Uniform();
        for (var moment = 0; moment < Moments; moment++)
        {
            Play(monitor, bed, at, ref beats);
            var context = new AlarmContext(bed, Candidate(story.Kinds[0], at));
            foreach (var kind in story.Kinds)
            {
                var features = AlarmFeatures.Of(context.About(Candidate(kind, at)));
                string[] head = [$"{patient}", $"{kind}", story.IsTrue ? "1" : "0"];
                lines.Add(string.Join(',', [.. head, .. features.Select(AlarmCsv.Number)]));
            }

            at += 1 + Apart * random.Uniform();
        }

        return lines;
    }

    private static AlarmCandidate Candidate(AlarmKind kind, double at) =>
        new(kind, AlarmPriority.High, AlarmOrigin.Monitor, at, "simulated");

    /// <summary>Plays what comes up to a second, and counts the ventricular beats in it.</summary>
    private static void Play(SimulatedMonitor monitor, BedSignals bed, double until, ref int beats)
    {
        var payload = new ArrayBufferWriter<byte>(4096);
        while (monitor.DueSeconds <= until)
        {
            payload.ResetWrittenCount();
            var before = monitor.Patient.Beats.End;
            if (monitor.Next(payload) == MessageKind.Wave)
            {
                if (WaveFrame.TryRead(payload.WrittenSpan, out var frame).IsRefused || bed.Accept(frame).IsRefused)
                    throw new InvalidOperationException("a frame of the simulated monitor was refused");
            }

            for (var i = before; i < monitor.Patient.Beats.End; i++)
                beats += monitor.Patient.Beats[i].Origin == BeatOrigin.Ventricular ? 1 : 0;
        }
    }
}
