using System.Collections.Immutable;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>The runs that people asked for, and their reports, kept through restarts.</summary>
public interface IConformanceRecords
{
    ValueTask BeginAsync(ConformanceRunRequest run, CancellationToken stop);

    /// <summary>The runs without a report.</summary>
    ValueTask<ImmutableArray<ConformanceRunRequest>> UnfinishedAsync(CancellationToken stop);

    /// <summary>
    /// Keeps a run's report. If several servers listened, the report of the one that heard the most stays.
    /// </summary>
    ValueTask FinishAsync(ConformanceReport report, CancellationToken stop);

    /// <summary>The reports of a device, newest first.</summary>
    ValueTask<ImmutableArray<ConformanceReport>> OfDeviceAsync(string device, int most, CancellationToken stop);

    ValueTask<ConformanceReport?> FindAsync(string id, CancellationToken stop);

    /// <summary>The newest report of each device.</summary>
    ValueTask<ImmutableArray<ConformanceReport>> NewestAsync(CancellationToken stop);
}
