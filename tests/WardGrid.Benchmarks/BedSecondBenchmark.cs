using System.Buffers;
using BenchmarkDotNet.Attributes;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Benchmarks;

/// <summary>
/// What one second of one bed costs, the judgements of a second included, and what the question for
/// fibrillation has of it.
/// </summary>
/// <remarks>
/// Two ECG leads at 250 Hz, pleth and arterial pressure at 125 Hz, of a heart that is well and of one that fibrillates.
/// Every operation is a second.
/// </remarks>
[Config(typeof(InProcessRun))]
public class BedSecondBenchmark
{
    private const int Seconds = 60;

    private static readonly AlarmLimits Limits = AlarmLimits.For(AgeBand.Adult);

    private readonly List<byte[]> _bundles = [];
    private readonly List<ConditionChange> _changes = [];
    private DeviceBirth _birth = null!;
    private BedSignals _bed = null!;

    [Params("sinus", "fibrillation")]
    public string Rhythm { get; set; } = "";

    [GlobalSetup]
    public void Simulate()
    {
        var ill =
            Rhythm == "sinus"
                ? Simulation.Synthesis.Rhythm.Sinus()
                : Simulation.Synthesis.Rhythm.VentricularFibrillation;
        _birth = new(1, "benchmark", "1", [.. SimulatedMonitor.UsualChannels.Take(4)]);
        var monitor = new SimulatedMonitor(
            7,
            new("benchmark", [new(0, Simulation.Synthesis.Rhythm.Sinus()), new(20, ill)]),
            _birth,
            0
        );
        var writer = new ArrayBufferWriter<byte>();
        while (_bundles.Count < Seconds / SimulatedMonitor.BundleSeconds)
        {
            writer.ResetWrittenCount();
            if (monitor.Next(writer) == MessageKind.Wave)
                _bundles.Add(writer.WrittenSpan.ToArray());
        }

        _bed = Play(null);
    }

    /// <summary>Frames, windows, beats, quality, vital signs and every alarm condition.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Seconds)]
    public double BedAndAlarms() => Play(new()).NowSeconds;

    /// <summary>Frames, windows, beats, quality and vital signs.</summary>
    [Benchmark(OperationsPerInvoke = Seconds)]
    public double Bed() => Play(null).NowSeconds;

    /// <summary>
    /// Four seconds of one lead, measured once. A second of a bed takes two where a lead shows a heart, and four of two
    /// leads in doubt.
    /// </summary>
    [Benchmark]
    public FibrillationMeasure? Wave() => FibrillationMeasure.Of(_bed.Channels[0], _bed.NowSeconds);

    private BedSignals Play(ConditionWatch? watch)
    {
        var bed = new BedSignals(_birth);
        foreach (var bundle in _bundles)
        {
            WaveFrame.TryRead(bundle, out var frame);
            bed.Accept(frame);
            watch?.Advance(bed, Limits, _changes);
        }

        _changes.Clear();
        return bed;
    }
}
