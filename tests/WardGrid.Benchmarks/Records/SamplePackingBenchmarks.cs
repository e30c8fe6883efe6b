using BenchmarkDotNet.Attributes;
using WardGrid.Records.Strips;

namespace WardGrid.Benchmarks.Records;

/// <summary>
/// 30 s of one channel at 250 Hz, a beat-like wave with seeded noise, packed for the alarm log and unpacked again.
/// </summary>
[Config(typeof(InProcessRun))]
public class SamplePackingBenchmarks
{
    private short[] _samples = [];
    private byte[] _packed = [];

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        _samples =
        [
            .. Enumerable
                .Range(0, 7500)
                .Select(i =>
                    (short)(
                        900 * Math.Exp(-Math.Pow((i % 200 - 100) / 6.0, 2))
                        + 60 * Math.Sin(i / 90.0)
                        + random.Next(-3, 4)
                    )
                ),
        ];
        _packed = SamplePacking.Pack(_samples);
    }

    [Benchmark]
    public byte[] Pack() => SamplePacking.Pack(_samples);

    [Benchmark]
    public short[] Unpack() => SamplePacking.Unpack(_packed, _samples.Length);
}
