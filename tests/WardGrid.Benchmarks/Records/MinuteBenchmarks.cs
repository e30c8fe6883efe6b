using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using WardGrid.Patients.Trends;
using WardGrid.Records;
using WardGrid.Signals.Quality;

namespace WardGrid.Benchmarks.Records;

/// <summary>
/// The minute of 1,000 beds with five channels each, durable on disk, and the last hours of one of them read back: what
/// trends cost a minute.
/// </summary>
[Config(typeof(InProcessRun))]
public class MinuteBenchmarks
{
    private const int Beds = 1000;

    private static readonly ImmutableArray<MinuteChannel> Channels =
    [
        .. new[] { "II", "V1", "PLETH", "ABP", "RESP" }.Select(
            (name, i) => new MinuteChannel(name, 131_330 + i, 60, 57, QualityIssues.Motion)
        ),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-benchmark-").FullName;
    private RecordStore _store = null!;
    private int _minute;

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _store = await RecordStore.OpenAsync(
            Path.Combine(_folder, "records.db"),
            TimeProvider.System,
            CancellationToken.None
        );
        for (var minute = 0; minute < 60; minute++)
            await WriteAsync();
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public async Task WriteAsync()
    {
        var at = DateTimeOffset.UnixEpoch.AddMinutes(_minute++);
        await _store.Minutes.WriteAsync(
            [
                .. Enumerable
                    .Range(0, Beds)
                    .Select(bed => new MinuteValues(
                        $"p-{bed:0000}",
                        $"bed {bed}",
                        at,
                        new(71, 71, 97, 16, 121, 74, 90),
                        Channels
                    )),
            ],
            CancellationToken.None
        );
    }

    [Benchmark]
    public async Task<int> ReadAsync() =>
        (
            await _store.Minutes.ReadAsync(
                "p-0500",
                DateTimeOffset.UnixEpoch,
                DateTimeOffset.UnixEpoch.AddHours(8),
                CancellationToken.None
            )
        ).Length;
}
