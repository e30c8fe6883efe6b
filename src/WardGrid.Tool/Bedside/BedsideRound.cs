using System.Diagnostics;

namespace WardGrid.Tool.Bedside;

/// <summary>Plays many bedside devices with one clock, and sends each message when it is due.</summary>
public sealed class BedsideRound(IReadOnlyList<BedsideDevice> devices)
{
    /// <summary>The most devices that connect at a time.</summary>
    private const int Connecting = 32;

    /// <summary>The shortest sleep: messages that become due during it are sent together.</summary>
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// If a device's connection still has the last message, it is tried again after this many seconds.
    /// </summary>
    private const double ModelDeadline = 0.005;

    /// <summary>How long the disconnection of all devices may take.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    /// <summary>Connects all devices.</summary>
    public async Task ConnectAsync(Action connected, CancellationToken stop) =>
        await Parallel.ForEachAsync(
            devices,
            new ParallelOptions { MaxDegreeOfParallelism = Connecting, CancellationToken = stop },
            async (device, ct) =>
            {
                await device.ConnectAsync(ct);
                lock (devices)
                    connected();
            }
        );

    /// <summary>Plays until every monitor has ended, or until stopped.</summary>
    /// <param name="starts">Seconds after the round's beginning at which each device begins.</param>
    /// <param name="moved">Called with the seconds since the beginning, several times a second.</param>
    public async Task PlayAsync(IReadOnlyList<double> starts, Action<double>? moved, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var queue = new PriorityQueue<int, double>();
        for (var i = 0; i < devices.Count; i++)
            queue.Enqueue(i, starts[i] + devices[i].DueSeconds);

        var told = 0.0;
        while (
            !stop.IsCancellationRequested && queue.TryPeek(out var next, out var due) && !double.IsPositiveInfinity(due)
        )
        {
            var now = clock.Elapsed.TotalSeconds;
            if (now - told > 0.2)
                moved?.Invoke(told = now);
            if (due > now)
            {
                // At most a fifth of a second, so that progress is visible and a stop is noticed.
                var sleep = TimeSpan.FromSeconds(Math.Min(due - now, 0.2));
                await Task.Delay(sleep < Nap ? Nap : sleep, stop)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            queue.Dequeue();
            var device = devices[next];
            if (device.IsReady)
                device.Send(stop);
            queue.Enqueue(next, device.IsReady ? starts[next] + device.DueSeconds : now + ModelDeadline);
        }
    }

    /// <summary>
    /// Every device sends DISCONNECT. The server publishes the last will of one that gets no answer in time.
    /// </summary>
    public async Task LeaveAsync(string reason)
    {
        using var limit = new CancellationTokenSource(Goodbye);
        await Task.WhenAll(devices.Select(d => d.LeaveAsync(reason, limit.Token)))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
