using System.Buffers;
using BenchmarkDotNet.Attributes;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Benchmarks;

/// <summary>
/// What the verification of one alarm costs, from the samples of a whole bed to the verdict, the
/// shipped model included.
/// </summary>
/// <remarks>
/// The bed is a simulated patient with two ECG leads at 250 Hz, pleth and arterial pressure at 125 Hz, 15 s into a
/// ventricular tachycardia. <c>Evidence</c> is the reading of the channels alone. The limit is 50 ms at the 99th
/// percentile on one core.
/// </remarks>
[Config(typeof(InProcessRun))]
public class VerificationBenchmark
{
    private readonly BedSignals _bed = Bed(7, Scenarios.VentricularTachycardia);
    private AlarmCandidate _alarm = null!;
    private ModelRepository _repository = null!;
    private AlarmModels _models = null!;
    private AlarmVerification _verification = null!;

    /// <summary>For atrial fibrillation the rhythm of a lead is read besides.</summary>
    [Params(AlarmKind.VentricularTachycardia, AlarmKind.AtrialFibrillation)]
    public AlarmKind Kind { get; set; }

    [GlobalSetup]
    public void Simulate()
    {
        _alarm = new(Kind, AlarmPriority.High, AlarmOrigin.Monitor, _bed.NowSeconds, "benchmark");
        _repository = ModelRepository.Open(ModelRepository.DefaultFolder);
        _models = new(_repository, AlarmFeatures.Names, TimeProvider.System, runners: 1);
        _verification = new(
            _models,
            AlarmModels.DefaultDeadline,
            TimeProvider.System,
            _repository.Points,
            _repository.Prototypes
        );
    }

    [GlobalCleanup]
    public void Close()
    {
        _models.Dispose();
        _repository.Dispose();
    }

    /// <summary>A simulated patient's last minute, 75 s into a scenario whose event begins at 60 s.</summary>
    public static BedSignals Bed(ulong seed, Scenario scenario)
    {
        var bed = new BedSignals(new(1, "benchmark", "1", [.. SimulatedMonitor.UsualChannels.Take(4)]));
        var monitor = new SimulatedMonitor(seed, scenario, bed.Birth, 0);
        var writer = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds < 75)
        {
            writer.ResetWrittenCount();
            if (monitor.Next(writer) != MessageKind.Wave)
                continue;
            WaveFrame.TryRead(writer.WrittenSpan, out var frame);
            bed.Accept(frame);
        }

        return bed;
    }

    [Benchmark]
    public AlarmEvidence Evidence() => AlarmEvidence.Gather(_bed, _alarm);

    [Benchmark]
    public async Task<AlarmDecision> Verification() => await _verification.DecideAsync(_bed, _alarm);
}
