using WardGrid.Server.Grains;

namespace WardGrid.Server.Devices;

/// <summary>Keeps this silo's registry up to date, because other silos register and retire devices too.</summary>
internal sealed partial class RegistryRefresh(
    DeviceRegistry registry,
    AlarmCodes codes,
    TimeProvider clock,
    ILogger<RegistryRefresh> log
) : BackgroundService
{
    private bool _failed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(DeviceAssociationTable.Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await registry.RefreshAsync(stoppingToken);
                await codes.RefreshAsync(stoppingToken);
                _failed = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_failed)
                    LogNotRead(log, e);
                _failed = true;
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The device register could not be read; the devices known so far stay known, "
            + "and WardGrid tries again."
    )]
    private static partial void LogNotRead(ILogger log, Exception e);
}
