using WardGrid.Patients;
using WardGrid.Patients.Trends;

namespace WardGrid.Server.Wards;

/// <summary>
/// Writes the patients' minutes to the records, all beds in one write, and tries again while the store does not accept
/// them.
/// </summary>
public sealed class MinuteWriter(TrendQueue queue, IMinuteValues minutes, TimeProvider clock, ILogger<MinuteWriter> log)
    : BackgroundService
{
    /// <summary>
    /// How long it gathers after the first minute arrives: all beds finish a minute within a quarter of a second.
    /// </summary>
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(15);

    private readonly List<MinuteValues> _held = [];

    /// <summary>Writes what is waiting, then stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Gather;
        while (true)
        {
            if (_held.Count == 0)
                await queue.WaitAsync(stoppingToken);
            await Task.Delay(pause, clock, stoppingToken);
            pause = await WriteAsync() ? Gather : PauseAfterFailure;
        }
    }

    private async Task<bool> WriteAsync()
    {
        queue.TakeAll(_held);
        try
        {
            await minutes.WriteAsync(_held, CancellationToken.None);
            _held.Clear();
            return true;
        }
        catch (Exception e)
        {
            var lost = Math.Max(0, _held.Count - TrendQueue.Most);
            _held.RemoveRange(0, lost);
            PatientMetrics.MinutesLost.Add(lost);
            log.LogError(
                e,
                "{Minutes} minutes of trends could not be written; they are kept and tried again, {Lost} were given up",
                _held.Count,
                lost
            );
            return false;
        }
    }
}
