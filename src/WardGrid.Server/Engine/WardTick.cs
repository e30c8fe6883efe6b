namespace WardGrid.Server.Engine;

/// <summary>The ward's own heartbeat: opens the engine, lets time pass for it, and closes it.</summary>
/// <remarks>Without it a device that falls silent would keep the face of its last frame.</remarks>
public sealed class WardTick(InProcessPatients patients, TimeProvider clock) : BackgroundService
{
    /// <summary>A quarter of the time after which silence must be seen is lost at most.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await patients.OpenAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await patients.CloseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
            patients.PassTime(Interval);
    }
}
