using WardGrid.Patients;
using WardGrid.Patients.Suppression;

namespace WardGrid.Server.Wards;

/// <summary>
/// Reads the rules of suppression at the start and every two seconds, since another node may have set one.
/// </summary>
/// <remarks>While they cannot be read none is in force, so every alarm sounds.</remarks>
internal sealed partial class SuppressionRefresh(
    SuppressionPolicy policy,
    TimeProvider clock,
    ILogger<SuppressionRefresh> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private bool _failed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do await ReadAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            await policy.ReadAsync(stop);
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
        Message = "The rules of suppression could not be read; none is in force, every alarm sounds, and it is tried again."
    )]
    private static partial void LogNotRead(ILogger log, Exception e);
}
