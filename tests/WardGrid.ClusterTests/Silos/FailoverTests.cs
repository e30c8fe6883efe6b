using System.Net.Http.Json;
using Shouldly;
using WardGrid.Server.Rest;
using WardGrid.Tests.Records;

namespace WardGrid.ClusterTests.Silos;

/// <summary>Real silo processes on loopback, with PostgreSQL and Mosquitto: what is lost when one ends, and what is not.</summary>
/// <remarks>No figure is asserted here that a loaded machine could miss; infra/cluster/failover measures them.</remarks>
[Collection("PostgreSQL")]
public sealed class FailoverTests(PostgresServer server)
{
    private const int Beds = 16;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_silos_beds_live_again_elsewhere_and_no_alarm_verdict_or_acknowledgement_is_lost()
    {
        await using var hospital = await Hospital.OpenAsync(server.NewSchema(), silos: 2, Beds, Stop);
        var acknowledged = await AcknowledgeAsync(hospital, hospital.Silos[1]);
        var before = await hospital.Silos[0].AlarmsAsync(Stop);

        hospital.Silos[1].Kill();
        await hospital.AllAliveAfterAsync(hospital.Silos[0], DateTimeOffset.UtcNow, Stop);

        await NothingIsLostAsync(hospital.Silos[0], before, acknowledged);
    }

    [Fact]
    public async Task A_drained_silo_ends_by_itself_and_its_beds_go_on_elsewhere()
    {
        await using var hospital = await Hospital.OpenAsync(server.NewSchema(), silos: 2, Beds, Stop);
        var acknowledged = await AcknowledgeAsync(hospital, hospital.Silos[1]);
        var before = await hospital.Silos[0].AlarmsAsync(Stop);

        hospital.Silos[1].Terminate();
        await hospital.AllAliveAfterAsync(hospital.Silos[0], DateTimeOffset.UtcNow, Stop);

        await hospital.Silos[1].EndedAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        hospital.Silos[1].ExitCode.ShouldBe(0);
        await NothingIsLostAsync(hospital.Silos[0], before, acknowledged);
    }

    [Fact]
    public async Task A_frozen_silo_is_given_up_and_ends_itself_when_it_thaws_instead_of_giving_second_verdicts()
    {
        await using var hospital = await Hospital.OpenAsync(server.NewSchema(), silos: 3, Beds, Stop);
        var acknowledged = await AcknowledgeAsync(hospital, hospital.Silos[2]);
        var before = await hospital.Silos[0].AlarmsAsync(Stop);

        hospital.Silos[2].Freeze();
        await hospital.AllAliveAfterAsync(hospital.Silos[0], DateTimeOffset.UtcNow, Stop);
        hospital.Silos[2].Thaw();

        await hospital.Silos[2].EndedAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        await NothingIsLostAsync(hospital.Silos[0], before, acknowledged);
        await NothingIsLostAsync(hospital.Silos[1], before, acknowledged);
    }

    /// <summary>A nurse acknowledges, at one silo, the first alarms that the simulated ward raises.</summary>
    internal static async Task<string[]> AcknowledgeAsync(Hospital hospital, SiloProcess at)
    {
        await hospital.UntilAsync(at, async () => (await at.AlarmsAsync(Stop)).Count(a => a.Verdict is not null) >= 3, Stop);
        var taken = new List<string>();
        foreach (var alarm in (await at.AlarmsAsync(Stop)).Where(a => a is { Verdict: not null, EndedAt: null }))
        {
            // Refused where the alarm has ended meanwhile.
            using var answer = await at.Web.PostAsJsonAsync($"/api/alarms/{alarm.Id}/acknowledge", "", Stop);
            if (answer.IsSuccessStatusCode)
                taken.Add(alarm.Id);
        }

        return [.. taken];
    }

    internal static async Task NothingIsLostAsync(SiloProcess at, AlarmView[] before, string[] acknowledged)
    {
        var after = (await at.AlarmsAsync(Stop)).ToDictionary(a => a.Id);
        before.Where(a => a.Verdict is not null && after.GetValueOrDefault(a.Id)?.Verdict != a.Verdict).Select(a => a.Id).ShouldBeEmpty();
        acknowledged.Where(id => after.GetValueOrDefault(id)?.AcknowledgedBy is null).ShouldBeEmpty();
        var shown = (await at.WardAsync(Stop)).SelectMany(b => b.Alarms).Where(a => acknowledged.Contains(a.Id));
        shown.Where(a => a.AcknowledgedAt is null).Select(a => a.Id).ShouldBeEmpty();
    }
}
