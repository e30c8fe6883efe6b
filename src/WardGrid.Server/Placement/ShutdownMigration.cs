namespace WardGrid.Server.Placement;

/// <summary>
/// Moves this silo's patients to the silos that will serve their devices, before the silo begins to leave.
/// </summary>
/// <remarks>
/// A leaving silo ends all its grains at once, and each patient is dark until its state is written, its address given
/// up and a frame has begun its activation elsewhere. So they move first, while this silo goes on taking their frames
/// from the broker.
/// </remarks>
public sealed partial class ShutdownMigration(
    PatientMigration migration,
    LocalPatients local,
    TimeProvider clock,
    ILogger<ShutdownMigration> log
) : IHostedLifecycleService
{
    /// <summary>
    /// Patients that move at a time: a move is mostly work, half a dozen milliseconds on each side, and little waiting.
    /// </summary>
    private const int AtOnce = 4;

    /// <summary>
    /// Who has not moved by then ends with the silo and begins anew elsewhere: the silo needs what is left of its
    /// goodbye for itself.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        using var enough = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough.Token);
        // Again for those who came meanwhile: the others do not know yet that this silo leaves.
        int moved = 0,
            gone;
        do
        {
            (gone, _) = await migration.MoveAsync(leaving: true, AtOnce, either.Token);
            moved += gone;
        } while (gone > 0 && !either.IsCancellationRequested);

        if (moved > 0)
            LogMoved(log, moved, local.Patients.Count, clock.GetElapsedTime(began).TotalSeconds);
        local.Close();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Before this silo leaves, {Moved} of its patients have moved to others, "
            + "in {Seconds:F1} s; {Left} end with it."
    )]
    private static partial void LogMoved(ILogger log, int moved, int left, double seconds);
}
