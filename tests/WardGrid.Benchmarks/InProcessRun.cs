using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace WardGrid.Benchmarks;

/// <summary>
/// Measures in this process: the native library and the models lie beside it already, and nothing is
/// restored or built again.
/// </summary>
/// <remarks>The minimum is what to compare: a machine that does other work as well only ever adds to it.</remarks>
internal sealed class InProcessRun : ManualConfig
{
    public InProcessRun()
    {
        AddJob(Job.ShortRun.WithIterationCount(10).WithToolchain(InProcessEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(StatisticColumn.Min, StatisticColumn.Median);
    }
}
