namespace WardGrid.Server.Placement;

/// <summary>
/// Sends home who lives on this silo although another serves its device: where a silo has come, its share of the
/// patients moves to it.
/// </summary>
/// <remarks>
/// Looked at every few seconds rather than when the membership changes: a silo that has just come is not known to take
/// patients yet.
/// </remarks>
public sealed partial class PatientRebalancer(
    PatientMigration migration,
    TimeProvider clock,
    ILogger<PatientRebalancer> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Patients that move at a time to a silo whose code is still being compiled; there is no hurry.</summary>
    private const int AtOnce = 1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (moved, due) = await migration.MoveAsync(leaving: false, AtOnce, stoppingToken);
            if (due > 0)
                LogHome(log, moved, due);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Moved} of {Due} patients whose devices another silo serves have moved there."
    )]
    private static partial void LogHome(ILogger log, int moved, int due);
}
