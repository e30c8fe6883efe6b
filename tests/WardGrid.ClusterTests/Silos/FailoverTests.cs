using Shouldly;
using WardGrid.Alarms;
using WardGrid.Server.Api;
using WardGrid.UnitTests.Records;

namespace WardGrid.ClusterTests.Silos;

/// <summary>
/// Real silo processes on loopback, with PostgreSQL and Mosquitto: what is lost when one ends, and what is not.
/// </summary>
/// <remarks>
/// No figure is asserted here that a loaded machine could miss; infra/cluster/failover measures them.
/// </remarks>
[Collection("PostgreSQL")]
public sealed class FailoverTests(PostgresServer server)
{
    private const int Beds = 16;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_silos_beds_live_again_elsewhere_and_every_alarm_is_there_once()
    {
        await using var hospital = await Hospital.OpenAsync(server.NewSchema(), silos: 2, Beds, Stop);
        await AcknowledgedAsync(hospital, hospital.Silos[1]);

        hospital.Silos[1].Kill();
        var killed = TimeProvider.System.GetUtcNow();
        await hospital.AlertAsync("during", Enumerable.Range(1, Beds), Stop);
        await hospital.AllAliveAfterAsync(hospital.Silos[0], killed, Stop);

        await EveryAlarmIsThereOnceAsync(hospital, hospital.Silos[0]);
    }

    [Fact]
    public async Task A_drained_silo_ends_by_itself_and_its_beds_go_on_elsewhere()
    {
        await using var hospital = await Hospital.OpenAsync(server.NewSchema(), silos: 2, Beds, Stop);
        await AcknowledgedAsync(hospital, hospital.Silos[1]);

        hospital.Silos[1].Terminate();
        var left = TimeProvider.System.GetUtcNow();
        await hospital.AlertAsync("during", Enumerable.Range(1, Beds), Stop);
        await hospital.AllAliveAfterAsync(hospital.Silos[0], left, Stop);

        await hospital.Silos[1].EndedAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        hospital.Silos[1].ExitCode.ShouldBe(0);
        await EveryAlarmIsThereOnceAsync(hospital, hospital.Silos[0]);
    }

    [Fact]
    public async Task A_frozen_silo_is_given_up_and_ends_itself_when_it_thaws_instead_of_giving_second_verdicts()
    {
        await using var hospital = await Hospital.OpenAsync(server.NewSchema(), silos: 3, Beds, Stop);
        await AcknowledgedAsync(hospital, hospital.Silos[2]);

        hospital.Silos[2].Freeze();
        var frozen = TimeProvider.System.GetUtcNow();
        await hospital.AlertAsync("during", Enumerable.Range(1, Beds), Stop);
        await hospital.AllAliveAfterAsync(hospital.Silos[0], frozen, Stop);
        hospital.Silos[2].Thaw();

        await hospital.Silos[2].EndedAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        await EveryAlarmIsThereOnceAsync(hospital, hospital.Silos[0]);
        await EveryAlarmIsThereOnceAsync(hospital, hospital.Silos[1]);
    }

    /// <summary>Every bed raises an alarm, and a nurse acknowledges all of them at one silo.</summary>
    internal static async Task AcknowledgedAsync(Hospital hospital, SiloProcess at)
    {
        await hospital.AlertAsync("before", Enumerable.Range(1, hospital.Beds), Stop);
        await Hospital.UntilAsync(
            at,
            async () =>
                (await Hospital.AlarmsAsync(at, "before", Stop)).Count(a => a.Verdict is not null) == hospital.Beds,
            Stop
        );
        foreach (var alarm in await Hospital.AlarmsAsync(at, "before", Stop))
        {
            using var answer = await at.Web.PostAsync($"/api/alarms/{alarm.Id}/acknowledge", null, Stop);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
        }
    }

    /// <summary>
    /// What was acknowledged before still is, and what was raised in the midst of it is there: once for each bed,
    /// decided, shown.
    /// </summary>
    internal static async Task EveryAlarmIsThereOnceAsync(Hospital hospital, SiloProcess at)
    {
        var beds = Enumerable.Range(1, hospital.Beds).Select(b => $"bed-{b}").Order().ToArray();
        await Hospital.UntilAsync(
            at,
            async () =>
                (await Hospital.AlarmsAsync(at, "during", Stop)).Count(a => a.Verdict is not null) >= hospital.Beds,
            Stop
        );
        (await Hospital.AlarmsAsync(at, "during", Stop)).Select(a => a.Bed).Order().ShouldBe(beds);
        var before = await Hospital.AlarmsAsync(at, "before", Stop);
        before.Select(a => a.Bed).Order().ShouldBe(beds);
        before.Where(a => a.AcknowledgedBy is null || a.Verdict is null).ShouldBeEmpty();
        // A silo that thaws may tell once more what it saw before it ends; then the active patient is shown again.
        await Hospital.UntilAsync(at, async () => (await at.WardAsync(Stop)).All(Shows), Stop);
    }

    /// <summary>Whether the ward shows the VT of a bed: as an alarm, or as part of an event.</summary>
    internal static bool Shows(BedView bed) =>
        bed.Alarms.Any(a =>
            a.Kind == AlarmKind.VentricularTachycardia || a.Others.Any(o => o.Kind == AlarmKind.VentricularTachycardia)
        );
}
