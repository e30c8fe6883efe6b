using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WardGrid.Web.Live;

/// <summary>
/// Reads the ward settings at the start and every two seconds, because another silo may have changed them.
/// </summary>
internal sealed partial class WardSettingsRefresh(
    WardSound sound,
    BedGroups groups,
    TimeProvider clock,
    ILogger<WardSettingsRefresh> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private bool _failed;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await ReadAsync(stoppingToken);
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            await sound.ReadAsync(stop);
            await groups.ReadAsync(stop);
            _failed = false;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            if (!_failed)
                LogNotRead(log, e);
            _failed = true;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The ward settings could not be read; sound and groups of beds stay as they are, "
            + "and WardGrid tries again."
    )]
    private static partial void LogNotRead(ILogger log, Exception e);
}
