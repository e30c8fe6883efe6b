using System.Diagnostics;
using System.Globalization;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Benchmarks;

/// <summary>
/// How long one alarm's verification takes, model included: the percentiles over many alarms, one after the other.
/// </summary>
/// <remarks>
/// Five simulated patients, each 75 s into another scenario, two ECG leads at 250 Hz, pleth and arterial pressure at
/// 125 Hz; alarms of each kind that is verified. The limit is 50 ms at the 99th percentile on one core: wall time on a
/// quiet machine, processor time on a busy one.
/// </remarks>
internal static class VerificationTimes
{
    private const int Rounds = 20,
        WarmUp = 10;

    private static readonly Scenario[] Events =
    [
        Scenarios.VentricularTachycardia,
        Scenarios.Arrest,
        Scenarios.AtrialFibrillation,
        Scenarios.Ectopy,
        Scenarios.RhythmicMotion,
    ];

    private static readonly AlarmKind[] Kinds =
    [
        AlarmKind.Asystole,
        AlarmKind.ExtremeBradycardia,
        AlarmKind.ExtremeTachycardia,
        AlarmKind.VentricularTachycardia,
        AlarmKind.VentricularFibrillation,
    ];

    public static async Task RunAsync()
    {
        using var repository = ModelRepository.Open(ModelRepository.DefaultFolder);
        using var models = new AlarmModels(
            repository,
            AlarmFeatures.Names,
            TimeProvider.System,
            TimeSpan.FromMinutes(1),
            runners: 1
        );
        var verification = new AlarmVerification(
            models,
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            repository.Points,
            repository.Prototypes
        );
        var beds = Events.Select((scenario, i) => VerificationBenchmark.Bed(7 + (ulong)i, scenario)).ToArray();
        for (var i = 0; i < WarmUp; i++)
            await verification.DecideAsync(
                beds[i % beds.Length],
                Alarm(Kinds[i % Kinds.Length], beds[i % beds.Length])
            );

        var (wall, processor) = (new List<double>(), new List<double>());
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var bed in beds)
            {
                foreach (var kind in Kinds)
                {
                    process.Refresh();
                    var (used, began) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
                    await verification.DecideAsync(bed, Alarm(kind, bed));
                    wall.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    process.Refresh();
                    processor.Add((process.TotalProcessorTime - used).TotalMilliseconds);
                }
            }
        }

        Print("wall ms", wall);
        Print("processor ms", processor);
    }

    private static AlarmCandidate Alarm(AlarmKind kind, BedSignals bed) =>
        new(kind, AlarmPriority.High, AlarmOrigin.Monitor, bed.NowSeconds, kind.ToString());

    private static void Print(string what, List<double> times)
    {
        times.Sort();
        double At(double share) => times[(int)Math.Min(times.Count - 1, share * times.Count)];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {times.Count} alarms, min {times[0]:F1}, median {At(0.5):F1}, "
                    + $"p95 {At(0.95):F1}, p99 {At(0.99):F1}, max {times[^1]:F1}"
            )
        );
    }
}
