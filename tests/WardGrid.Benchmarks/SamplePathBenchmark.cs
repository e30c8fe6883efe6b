using System.Buffers;
using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.Benchmarks;

/// <summary>
/// What one sample costs: the QRS detector, the pulse detector, and all that a bed does with four channels.
/// </summary>
/// <remarks>
/// The bed is a simulated patient with ectopic beats: two ECG leads at 250 Hz, pleth and arterial pressure at 125 Hz,
/// fed with the bundles of its wire; its time is per sample of any channel. Every operation is one sample. The two
/// minutes are played again and again to the same bed: its sample counters go on.
/// </remarks>
[Config(typeof(InProcessRun))]
public class SamplePathBenchmark
{
    private const int Seconds = 120;
    private const int EcgSamples = Seconds * 250;
    private const int PulseSamples = Seconds * 125;
    private const int BedSamples = Seconds * (250 + 250 + 125 + 125);

    private readonly List<byte[]> _bundles = [];
    private readonly float[] _ecg = new float[EcgSamples];
    private readonly float[] _pressure = new float[PulseSamples];
    private DeviceBirth _birth = null!;
    private BedSignals _bed = null!;
    private QrsDetector _qrs = null!;
    private PulseDetector _pulses = null!;
    private long _ecgNumber,
        _pressureNumber;

    [GlobalSetup]
    public void Simulate()
    {
        _birth = new(1, "benchmark", "1", [.. SimulatedMonitor.UsualChannels.Take(4)]);
        var monitor = new SimulatedMonitor(7, Scenarios.Ectopy, _birth, 0);
        var writer = new ArrayBufferWriter<byte>();
        while (_bundles.Count < Seconds / SimulatedMonitor.BundleSeconds)
        {
            writer.ResetWrittenCount();
            if (monitor.Next(writer) == MessageKind.Wave)
                _bundles.Add(writer.WrittenSpan.ToArray());
        }

        foreach (var bundle in _bundles)
        {
            WaveFrame.TryRead(bundle, out var frame);
            foreach (var wave in frame)
            {
                var to = wave.Index switch
                {
                    0 => _ecg,
                    3 => _pressure,
                    _ => null,
                };
                for (var i = 0; to is not null && i < wave.Count; i++)
                    to[wave.Start + i] = _birth.Channels[wave.Index].Physical(wave[i]);
            }
        }

        (_bed, _qrs, _pulses) = (new(_birth), new(250), new(125, 1));
    }

    [Benchmark(OperationsPerInvoke = EcgSamples)]
    public int Qrs()
    {
        var beats = 0;
        foreach (var sample in _ecg)
            beats += _qrs.Add(_ecgNumber++, sample, out _) ? 1 : 0;
        return beats;
    }

    [Benchmark(OperationsPerInvoke = PulseSamples)]
    public int Pulse()
    {
        var pulses = 0;
        foreach (var sample in _pressure)
            pulses += _pulses.Add(_pressureNumber++, sample, out _) ? 1 : 0;
        return pulses;
    }

    [Benchmark(OperationsPerInvoke = BedSamples)]
    public double Bed()
    {
        foreach (var bundle in _bundles)
        {
            WaveFrame.TryRead(bundle, out var frame);
            _bed.Accept(frame);
            MoveOn(bundle);
        }

        return _bed.NowSeconds;
    }

    /// <summary>
    /// Sets the sample counters of a bundle's channels to where they stand when it comes round again.
    /// </summary>
    private void MoveOn(Span<byte> bundle)
    {
        var channel = bundle[WaveFrame.HeaderLength..];
        while (!channel.IsEmpty)
        {
            var start = BinaryPrimitives.ReadInt64LittleEndian(channel[4..]);
            BinaryPrimitives.WriteInt64LittleEndian(
                channel[4..],
                start + (long)(Seconds * _birth.Channels[channel[0]].Rate)
            );
            var samples = BinaryPrimitives.ReadUInt16LittleEndian(channel[2..]);
            channel = channel[(WaveFrame.ChannelHeaderLength + 2 * samples)..];
        }
    }
}
