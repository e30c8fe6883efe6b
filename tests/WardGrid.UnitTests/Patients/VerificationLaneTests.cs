using System.Collections.Concurrent;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;

namespace WardGrid.UnitTests.Patients;

/// <summary>The lane runs a few verifications at a time, the most urgent first, and outlives what goes wrong.</summary>
public sealed class VerificationLaneTests
{
    private static readonly AlarmDecision Any = AlarmVerification.Off;

    private readonly ConcurrentQueue<string> _begun = new();

    [Fact]
    public async Task The_most_urgent_begins_first_and_among_equals_the_oldest()
    {
        var lane = new VerificationLane(1);
        var gate = new TaskCompletionSource();
        var blocked = await BlockAsync(lane, gate);
        Task[] all =
        [
            blocked,
            Run(lane, VerificationUrgency.SecondLook, "second look"),
            Run(lane, VerificationUrgency.Low, "low"),
            Run(lane, VerificationUrgency.High, "high"),
            Run(lane, VerificationUrgency.Medium, "medium"),
            Run(lane, VerificationUrgency.High, "high, later"),
        ];

        gate.SetResult();
        await Task.WhenAll(all);

        _begun.ShouldBe(["high", "high, later", "medium", "low", "second look"]);
    }

    [Fact]
    public async Task No_more_run_at_once_than_the_lane_is_wide()
    {
        var lane = new VerificationLane(2);
        var gate = new TaskCompletionSource();
        var (running, most) = (0, 0);
        Task[] all =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(_ =>
                    lane.RunAsync(
                        VerificationUrgency.High,
                        async () =>
                        {
                            InterlockedMax(ref most, Interlocked.Increment(ref running));
                            await gate.Task;
                            Interlocked.Decrement(ref running);
                            return Any;
                        }
                    )
                ),
        ];
        await Eventually.UntilAsync(() => Volatile.Read(ref running) == 2);

        gate.SetResult();
        await Task.WhenAll(all);

        most.ShouldBe(2);
    }

    [Fact]
    public async Task A_verification_that_fails_fails_alone()
    {
        var lane = new VerificationLane(1);

        var failing = lane.RunAsync(VerificationUrgency.High, () => throw new InvalidOperationException("broken"));
        var next = lane.RunAsync(VerificationUrgency.High, () => new(Any));

        (await Should.ThrowAsync<InvalidOperationException>(failing)).Message.ShouldBe("broken");
        (await next).ShouldBe(Any);
    }

    [Fact]
    public async Task A_verification_that_nobody_waits_for_any_more_does_not_begin()
    {
        var lane = new VerificationLane(1);
        var gate = new TaskCompletionSource();
        var blocked = await BlockAsync(lane, gate);
        using var stop = new CancellationTokenSource();
        var cancelled = Run(lane, VerificationUrgency.High, "cancelled", stop.Token);
        var next = Run(lane, VerificationUrgency.Low, "next");

        await stop.CancelAsync();
        gate.SetResult();
        await Task.WhenAll(blocked, next);

        cancelled.IsCanceled.ShouldBeTrue();
        _begun.ShouldBe(["next"]);
    }

    [Fact]
    public async Task A_full_lane_takes_only_urgent_verifications_and_not_without_end()
    {
        var lane = new VerificationLane(1);
        var gate = new TaskCompletionSource();
        List<Task> all = [await BlockAsync(lane, gate)];
        while (lane.HasRoom(VerificationUrgency.Low))
            all.Add(Run(lane, VerificationUrgency.Low, "low"));
        lane.HasRoom(VerificationUrgency.Medium).ShouldBeFalse();
        lane.HasRoom(VerificationUrgency.High).ShouldBeTrue();
        while (lane.HasRoom(VerificationUrgency.High))
            all.Add(Run(lane, VerificationUrgency.High, "high"));

        gate.SetResult();
        await Task.WhenAll(all);

        _begun.Count.ShouldBe(VerificationLane.MostWaiting);
        lane.HasRoom(VerificationUrgency.SecondLook).ShouldBeTrue();
    }

    [Fact]
    public async Task A_verification_belongs_to_the_trace_of_the_turn_that_began_it()
    {
        var lane = new VerificationLane(1);
        var gate = new TaskCompletionSource();
        var turn = new AsyncLocal<string> { Value = "first" };
        string? seen = null;
        var blocked = await BlockAsync(lane, gate);
        turn.Value = "second";
        var second = lane.RunAsync(
            VerificationUrgency.High,
            () =>
            {
                seen = turn.Value;
                return new(Any);
            }
        );
        turn.Value = "third";

        gate.SetResult();
        await Task.WhenAll(blocked, second);

        seen.ShouldBe("second");
    }

    /// <summary>A verification that runs until the gate opens.</summary>
    private static async Task<Task> BlockAsync(VerificationLane lane, TaskCompletionSource gate)
    {
        var runs = new TaskCompletionSource();
        var blocked = lane.RunAsync(
            VerificationUrgency.High,
            async () =>
            {
                runs.SetResult();
                await gate.Task;
                return Any;
            }
        );
        await runs.Task;
        return blocked;
    }

    private Task<AlarmDecision> Run(
        VerificationLane lane,
        VerificationUrgency urgency,
        string name,
        CancellationToken stop = default
    ) =>
        lane.RunAsync(
            urgency,
            () =>
            {
                _begun.Enqueue(name);
                return new(Any);
            },
            stop
        );

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); value > known; known = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, known);
    }
}
