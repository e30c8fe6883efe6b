using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using WardGrid.Inference;

namespace WardGrid.Benchmarks.Inference;

/// <summary>One alarm's features through a tree ensemble, on the caller's thread.</summary>
[Config(typeof(InProcessRun))]
public class OnnxRunnerBenchmarks
{
    private const int Features = 128;

    private readonly float[] _features = [.. Enumerable.Range(0, Features).Select(i => (i * 37 % 101) / 101f)];
    private OnnxModel _model = null!;
    private OnnxRunner _runner = null!;

    [Params(100, 500)]
    public int Trees { get; set; }

    [Params(8)]
    public int Depth { get; set; }

    [GlobalSetup]
    public void Open()
    {
        var file = TreeEnsembleFile.Of(Trees, Depth, Features);
        _model = OnnxModel.Open("benchmark", file, Convert.ToHexStringLower(SHA256.HashData(file)));
        _runner = new(_model);
    }

    [GlobalCleanup]
    public void Close()
    {
        _runner.Dispose();
        _model.Dispose();
    }

    [Benchmark]
    public float Run()
    {
        _features.CopyTo(_runner.Input());
        _runner.Run();
        return _runner.Output(1)[1];
    }
}
