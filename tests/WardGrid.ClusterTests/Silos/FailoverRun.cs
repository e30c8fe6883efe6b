using System.Globalization;
using System.Text.RegularExpressions;
using WardGrid.UnitTests.Records;

namespace WardGrid.ClusterTests.Silos;

/// <summary>
/// Measures failover under many beds and prints it; run by infra/cluster/failover, never with the tests.
/// </summary>
/// <remarks>
/// What is measured: seconds until every bed has a frame accepted after the silo was lost, and until another silo's
/// ward has seen it; how long a bed was without a frame; what each silo used before. A silo is lost only after
/// WARDGRID_SETTLE seconds (30): code is compiled and detectors know their patients by then, as on any ward that did
/// not begin just now.
/// </remarks>
[Collection("PostgreSQL")]
public sealed partial class FailoverRun(PostgresServer server)
{
    private static readonly int Beds = int.Parse(
        Environment.GetEnvironmentVariable("WARDGRID_BEDS") ?? "200",
        CultureInfo.InvariantCulture
    );

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("WARDGRID_SETTLE") ?? "30", CultureInfo.InvariantCulture)
    );

    /// <summary>
    /// Far more alarms than wards have, and not all at one moment: their verification alone would fill
    /// the cores for seconds.
    /// </summary>
    private static readonly TimeSpan BetweenAlarms = TimeSpan.FromMilliseconds(50);

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
        var used = hospital.Silos.Select(s => s.CpuSeconds).ToArray();
        await Task.Delay(Settling, Stop);
        var cores = hospital.Silos.Select((s, i) => (s.CpuSeconds - used[i]) / Settling.TotalSeconds).ToArray();
        var saidBefore = hospital.Silos.ToDictionary(s => s, s => s.Lines.Length);
        var before = (await seenAt.WardAsync(Stop)).ToDictionary(b => b.Bed, b => b.FramesAccepted);

        var moment = TimeProvider.System.GetUtcNow();
        end(left);
        var ward = new WardWatch(seenAt, Beds, moment);
        var alive = ward.UntilAliveAsync(TimeSpan.FromSeconds(90), Stop);
        await hospital.AlertAsync("during", Enumerable.Range(1, Beds), Stop, BetweenAlarms);
        var (frame, seen) = await alive;
        var begunAnew = (await seenAt.WardAsync(Stop))
            .Where(b => b.FramesAccepted < before[b.Bed])
            .Select(b => b.Bed)
            .ToHashSet();
        // Who moves says to the millisecond how long it was dark; who begins anew does not know what came before.
        var moves = hospital
            .Silos.SelectMany(s => s.Lines.Skip(saidBefore[s]))
            .Select(line => WithoutFrame().Match(line))
            .Where(m => m.Success)
            .Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) / 1000);
        var gaps = ward
            .Gaps.Where(g => begunAnew.Contains(g.Key))
            .Select(g => g.Value.TotalSeconds)
            .Concat(moves)
            .Order()
            .DefaultIfEmpty()
            .ToArray();
        if (!ends)
            left.Thaw();
        await left.EndedAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        await FailoverTests.EveryAlarmIsThereOnceAsync(hospital, seenAt);

        var load = (await File.ReadAllTextAsync("/proc/loadavg", Stop)).Split(' ')[0];
        var coresUsed = cores.Select(c => c.ToString("F2", CultureInfo.InvariantCulture));
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"3 silos, {Beds} beds, one silo {how}: {gaps.Length} patients moved, "
                    + $"{begunAnew.Count} of them begun anew; "
                    + $"every bed has a frame {frame:F1} s later and is seen {seen:F1} s later; "
                    + $"a moved bed without frames for {gaps[gaps.Length / 2]:F2} s (half), "
                    + $"{gaps[gaps.Length * 9 / 10]:F2} s (nine in ten), {gaps[^1]:F2} s (longest); "
                    + $"{Beds} acknowledged alarms kept, {Beds} raised meanwhile, 20 a second, there once each; "
                    + $"silos used {string.Join(", ", coresUsed)} cores before "
                    + $"(load average {load} on {Environment.ProcessorCount} cores)"
            )
        );
        foreach (
            var line in hospital
                .Silos.SelectMany((s, i) => s.Lines.Select(said => $"silo {i + 1}: {said}"))
                .Where(IsNews)
        )
            Say($"  {line}");
    }

    internal static bool IsNews(string line) =>
        line.Contains("shards of the broker", StringComparison.Ordinal)
        || line.Contains("The membership has changed", StringComparison.Ordinal)
        || line.Contains("Before this silo leaves", StringComparison.Ordinal)
        || line.Contains("have moved there", StringComparison.Ordinal);

    [GeneratedRegex("was without a frame for ([0-9]+) ms")]
    private static partial Regex WithoutFrame();

    private static void Say(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
