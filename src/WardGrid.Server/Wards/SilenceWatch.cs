namespace WardGrid.Server.Wards;

/// <summary>Looks every second for beds of the view that have become silent.</summary>
/// <remarks>A patient notices its device's silence itself. This is for a patient whose turn hangs.</remarks>
internal sealed class SilenceWatch(WardView view, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            view.SeeSilence();
    }
}
