using WardGrid.Patients;
using WardGrid.Patients.Suppression;

namespace WardGrid.Server.Wards;

/// <summary>
/// Reads the suppression rules at the start and every two seconds, because another silo may have set one.
/// </summary>
/// <remarks>While they cannot be read, no rule is in force and every alarm sounds.</remarks>
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
        Message = "The suppression rules could not be read; none is in force, "
            + "every alarm sounds, and WardGrid tries again."
    )]
    private static partial void LogNotRead(ILogger log, Exception e);
}
