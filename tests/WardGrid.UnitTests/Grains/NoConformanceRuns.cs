using System.Collections.Immutable;
using WardGrid.Patients.Devices.Conformance;

namespace WardGrid.UnitTests.Grains;

/// <summary>Records of a ward in which nobody tests a device.</summary>
internal sealed class NoConformanceRuns : IConformanceRecords
{
    public ValueTask BeginAsync(ConformanceRunRequest run, CancellationToken stop) => default;

    public ValueTask<ImmutableArray<ConformanceRunRequest>> UnfinishedAsync(CancellationToken stop) => new([]);

    public ValueTask FinishAsync(ConformanceReport report, CancellationToken stop) => default;

    public ValueTask<ImmutableArray<ConformanceReport>> OfDeviceAsync(
        string device,
        int most,
        CancellationToken stop
    ) => new([]);

    public ValueTask<ConformanceReport?> FindAsync(string id, CancellationToken stop) => default;

    public ValueTask<ImmutableArray<ConformanceReport>> NewestAsync(CancellationToken stop) => new([]);
}
