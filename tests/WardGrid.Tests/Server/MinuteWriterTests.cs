using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using WardGrid.Patients;
using WardGrid.Patients.Minutes;
using WardGrid.Server.Wards;
using WardGrid.Tests.Patients;

namespace WardGrid.Tests.Server;

public class MinuteWriterTests
{
    private readonly HandClock _clock = new();
    private readonly FullDisk _disk = new();
    private readonly MinutePost _post = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_store_did_not_take_is_written_once_it_does()
    {
        using var writer = new MinuteWriter(_post, _disk, _clock, NullLogger<MinuteWriter>.Instance);
        await writer.StartAsync(Stop);
        _post.Leave(Minute(0));
        await PassUntilAsync(() => _disk.Tries == 2);
        _disk.Kept.ShouldBeEmpty();

        _disk.IsFull = false;
        _post.Leave(Minute(1));
        await PassUntilAsync(() => _disk.Kept.Length == 2);
        await writer.StopAsync(Stop);

        _disk.Kept.ShouldBe([Minute(0), Minute(1)]);
    }

    [Fact]
    public async Task The_last_minutes_are_written_when_the_server_stops()
    {
        _disk.IsFull = false;
        using var writer = new MinuteWriter(_post, _disk, _clock, NullLogger<MinuteWriter>.Instance);
        await writer.StartAsync(Stop);
        _post.Leave(Minute(0));
        await writer.StopAsync(Stop);

        _disk.Kept.ShouldBe([Minute(0)]);
    }

    /// <summary>Seconds pass until something is so; the writer sets its timers on a thread of its own.</summary>
    private Task PassUntilAsync(Func<bool> isSo) => Patience.UntilAsync(isSo, () =>
    {
        _clock.Move(TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    });

    private static MinuteValues Minute(int number) => new("p-1", "bed-1", DateTimeOffset.UnixEpoch.AddMinutes(number), default, []);

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

        public ValueTask<ImmutableArray<MinuteValues>> ReadAsync(IReadOnlyCollection<string> patientIds, DateTimeOffset from, DateTimeOffset to, CancellationToken stop) => new(Kept);
    }
}
