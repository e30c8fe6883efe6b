using System.Globalization;
using WardGrid.Tests.Records;

namespace WardGrid.ClusterTests.Silos;

/// <summary>Measures failover under many beds and prints it; run by infra/cluster/failover, never with the tests.</summary>
/// <remarks>Seconds are those until another silo's ward has seen a newer frame of every bed: detection, new lives, the broker's shards, and the view.</remarks>
[Collection("PostgreSQL")]
public sealed class FailoverRun(PostgresServer server)
{
    private static readonly int Beds = int.Parse(Environment.GetEnvironmentVariable("WARDGRID_BEDS") ?? "200", CultureInfo.InvariantCulture);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public Task Killed() => MeasureAsync("killed with -9", silo => silo.Kill(), ends: true);

    [Fact(Explicit = true)]
    public Task Drained() => MeasureAsync("drained with SIGTERM", silo => silo.Terminate(), ends: true);

    [Fact(Explicit = true)]
    public Task Frozen() => MeasureAsync("frozen with SIGSTOP", silo => silo.Freeze(), ends: false);

    private async Task MeasureAsync(string how, Action<SiloProcess> end, bool ends)
    {
        await using var hospital = await Hospital.OpenAsync(server.NewSchema(), silos: 3, Beds, Stop);
        var (left, seenAt) = (hospital.Silos[2], hospital.Silos[0]);
        await FailoverTests.AcknowledgedAsync(hospital, left);
        var before = (await seenAt.WardAsync(Stop)).ToDictionary(b => b.Bed, b => b.FramesAccepted);

        end(left);
        var moment = TimeProvider.System.GetUtcNow();
        var alive = hospital.AllAliveAfterAsync(seenAt, moment, Stop);
        await hospital.AlertAsync("during", Enumerable.Range(1, Beds), Stop);
        var seconds = await alive;
        var moved = (await seenAt.WardAsync(Stop)).Count(b => b.FramesAccepted < before[b.Bed]);
        if (!ends)
            left.Thaw();
        await left.EndedAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        await FailoverTests.EveryAlarmIsThereOnceAsync(hospital, seenAt);

        var load = (await File.ReadAllTextAsync("/proc/loadavg", Stop)).Split(' ')[0];
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"3 silos, {Beds} beds, one silo {how}: {moved} patients moved, all beds alive {seconds:F1} s later, {Beds} acknowledged alarms kept, {Beds} raised meanwhile there once each (load average {load} on {Environment.ProcessorCount} cores)"));
    }
}
