using BenchmarkDotNet.Attributes;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Records;

namespace WardGrid.Benchmarks.Records;

/// <summary>
/// 256 alarms, durable on disk, from one caller after the other or from many patients at once: what one wait for the
/// disk is shared by.
/// </summary>
[Config(typeof(InProcessRun))]
public class AlarmLogBenchmarks
{
    private const int Alarms = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-benchmark-").FullName;
    private RecordStore _store = null!;
    private int _alarm;

    [Params(1, 16, 256)]
    public int Patients { get; set; }

    [GlobalSetup]
    public async Task OpenAsync() =>
        _store = await RecordStore.OpenAsync(
            Path.Combine(_folder, "records.db"),
            TimeProvider.System,
            CancellationToken.None
        );

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Alarms)]
    public Task WriteAsync() =>
        Task.WhenAll(
            Enumerable
                .Range(0, Patients)
                .Select(async patient =>
                {
                    for (var i = 0; i < Alarms / Patients; i++)
                    {
                        var alarm = new Alarm(
                            $"p{patient}/{Interlocked.Increment(ref _alarm)}",
                            $"p{patient}",
                            $"bed {patient}",
                            true,
                            AlarmKind.Asystole,
                            AlarmPriority.High,
                            AlarmOrigin.Monitor,
                            "ASYSTOLE",
                            DateTimeOffset.UnixEpoch,
                            null,
                            null,
                            false,
                            null,
                            null
                        );
                        await _store.Alarms.WriteAsync(alarm, null, CancellationToken.None);
                    }
                })
        );
}
