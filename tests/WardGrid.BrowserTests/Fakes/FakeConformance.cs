using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Patients.People;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>Conformance runs in memory; a run ends when the test says so.</summary>
public sealed class FakeConformance : IConformanceTests, IConformanceRecords
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, ConformanceRunRequest> _running = new();
    private readonly ConcurrentDictionary<string, ConformanceReport> _reports = new();

    /// <summary>The report of a simulated device with a fault, from a run of a minute.</summary>
    public static ConformanceReport ReportOf(string id, string device, DeviceFault fault)
    {
        var start = (Begin - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var good = new SimulatedMonitor(5, Scenarios.Acceptance, new(1, "B650", "S-1", FaultyMonitor.Channels), start);
        var monitor = new FaultyMonitor(good, fault, start);
        var run = new ConformanceRun(
            new(id, device, Begin, TimeSpan.FromMinutes(1), "E. Engineer"),
            Begin,
            mapped: _ => null,
            openAlarms: 0
        );
        while (monitor.DueSeconds < 60)
        {
            var at = Begin.AddSeconds(monitor.DueSeconds + 0.004);
            var payload = new ArrayBufferWriter<byte>();
            var kind = monitor.Next(payload);
            run.Hear(kind, payload.WrittenMemory, guaranteed: true, at);
        }

        return run.Report(ImmutableDictionary<RefusalReason, long>.Empty, isBound: true, run.Request.End);
    }

    /// <summary>Ends the run of a device with a report.</summary>
    public void End(string device, DeviceFault fault)
    {
        if (_running.TryRemove(device, out var run))
            Keep(ReportOf(run.Id, device, fault));
    }

    public void Keep(ConformanceReport report) => _reports[report.Run.Id] = report;

    public ValueTask<CommandOutcome> StartAsync(string device, TimeSpan length, Actor by, CancellationToken stop)
    {
        _running[device] = new($"run-{_reports.Count}", device, Begin, length, by.Name);
        return new(CommandOutcome.Success);
    }

    public ConformanceProgress? Running(string device) =>
        _running.TryGetValue(device, out var run) ? new(run, TimeSpan.FromSeconds(12), 60) : null;

    public ValueTask BeginAsync(ConformanceRunRequest run, CancellationToken stop) => default;

    public ValueTask<ImmutableArray<ConformanceRunRequest>> UnfinishedAsync(CancellationToken stop) => new([]);

    public ValueTask FinishAsync(ConformanceReport report, CancellationToken stop)
    {
        Keep(report);
        return default;
    }

    public ValueTask<ImmutableArray<ConformanceReport>> OfDeviceAsync(
        string device,
        int most,
        CancellationToken stop
    ) =>
        new([
            .. _reports
                .Values.Where(r => r.Run.Device == device)
                .OrderByDescending(r => r.Run.Begin)
                .ThenByDescending(r => r.Run.Id)
                .Take(most),
        ]);

    public ValueTask<ConformanceReport?> FindAsync(string id, CancellationToken stop) =>
        new(_reports.GetValueOrDefault(id));

    public ValueTask<ImmutableArray<ConformanceReport>> NewestAsync(CancellationToken stop) =>
        new([.. _reports.Values.GroupBy(r => r.Run.Device).Select(g => g.MaxBy(r => r.Run.Begin)!)]);
}
