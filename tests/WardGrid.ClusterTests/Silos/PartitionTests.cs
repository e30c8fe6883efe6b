using Shouldly;
using WardGrid.Records;
using WardGrid.UnitTests.Records;

namespace WardGrid.ClusterTests.Silos;

/// <summary>
/// Two silos that lose sight of each other, while both see the database, the broker and the monitors.
/// </summary>
[Collection("PostgreSQL")]
public sealed class PartitionTests(PostgresServer server)
{
    private const int Beds = 8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_two_silos_that_lose_sight_of_each_other_ends_and_every_alarm_has_one_verdict()
    {
        var database = server.NewSchema();
        await using var networks = await SeparateNetworks.OpenAsync(2);
        await using var hospital = await Hospital.OpenAsync(database, silos: 2, Beds, Stop, networks);

        await networks.SeverAsync(0, 1);
        await hospital.AlertAsync("during", Enumerable.Range(1, Beds), Stop);
        var ended = await Task.WhenAny(hospital.Silos.Select(s => s.EndedAsync(Stop)))
            .WaitAsync(TimeSpan.FromSeconds(90), Stop);
        await ended;

        var left = hospital.Silos.Single(s => !s.HasEnded);
        await hospital.AllAliveAfterAsync(left, TimeProvider.System.GetUtcNow(), Stop);
        await Hospital.UntilAsync(
            left,
            async () => (await Hospital.AlarmsAsync(left, "during", Stop)).Count(a => a.Verdict is not null) == Beds,
            Stop
        );
        var alarms = await Hospital.AlarmsAsync(left, "during", Stop);
        alarms.Select(a => a.Bed).Order().ShouldBe(Enumerable.Range(1, Beds).Select(b => $"bed-{b}").Order());
        await using var store = await RecordStore.OpenAsync(database, TimeProvider.System, Stop);
        var decided = (await store.Audit.ReadAsync(0, int.MaxValue, Stop))
            .Select(r => r.Entry)
            .Where(e => e.What == "alarm.decided")
            .ToArray();
        decided.Select(e => e.Subject).ShouldBeUnique();
        foreach (var alarm in alarms)
            decided.Single(e => e.Subject == alarm.Id).Detail.ShouldContain($"{alarm.Verdict}");
        (await store.Audit.VerifyAsync(null, Stop)).Broken.ShouldBeNull();
    }
}
