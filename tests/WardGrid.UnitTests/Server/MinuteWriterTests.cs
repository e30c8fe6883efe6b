using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using WardGrid.Patients;
using WardGrid.Patients.Trends;
using WardGrid.Server.Wards;
using WardGrid.UnitTests.Patients;

namespace WardGrid.UnitTests.Server;

public class MinuteWriterTests
{
    private readonly FakeTimeProvider _clock = new(Clocks.Morning);
    private readonly FullDisk _disk = new();
    private readonly TrendQueue _queue = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_store_did_not_take_is_written_once_it_does()
    {
        using var writer = new MinuteWriter(_queue, _disk, _clock, NullLogger<MinuteWriter>.Instance);
        await writer.StartAsync(Stop);
        _queue.Leave(Minute(0));
        await PassUntilAsync(() => _disk.Tries == 2);
        _disk.Kept.ShouldBeEmpty();

        _disk.IsFull = false;
        _queue.Leave(Minute(1));
        await PassUntilAsync(() => _disk.Kept.Length == 2);
        await writer.StopAsync(Stop);

        _disk.Kept.ShouldBe([Minute(0), Minute(1)]);
    }

    [Fact]
    public async Task The_last_minutes_are_written_when_the_server_stops()
    {
        _disk.IsFull = false;
        using var writer = new MinuteWriter(_queue, _disk, _clock, NullLogger<MinuteWriter>.Instance);
        await writer.StartAsync(Stop);
        _queue.Leave(Minute(0));
        await writer.StopAsync(Stop);

        _disk.Kept.ShouldBe([Minute(0)]);
    }

    /// <summary>Seconds pass until something is so; the writer sets its timers on a thread of its own.</summary>
    private Task PassUntilAsync(Func<bool> isSo) =>
        Eventually.UntilAsync(
            isSo,
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return Task.CompletedTask;
            }
        );

    private static MinuteValues Minute(int number) =>
        new("p-1", "bed-1", DateTimeOffset.UnixEpoch.AddMinutes(number), default, []);

    private sealed class FullDisk : IMinuteValues
    {
        private int _tries;

        public volatile bool IsFull = true;

        public int Tries => Volatile.Read(ref _tries);

        public ImmutableArray<MinuteValues> Kept { get; private set; } = [];

        public ValueTask WriteAsync(IReadOnlyCollection<MinuteValues> minutes, CancellationToken stop)
        {
            Interlocked.Increment(ref _tries);
            if (IsFull)
                throw new InvalidOperationException("the disk is full");
            Kept = [.. Kept, .. minutes];
            return ValueTask.CompletedTask;
        }

        public ValueTask<ImmutableArray<MinuteValues>> ReadAsync(
            IReadOnlyCollection<string> patientIds,
            DateTimeOffset from,
            DateTimeOffset to,
            CancellationToken stop
        ) => new(Kept);
    }
}
