using System.Diagnostics;
using System.Globalization;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Records;
using WardGrid.Server.Api;
using WardGrid.UnitTests.Records;

namespace WardGrid.ClusterTests.Silos;

/// <summary>
/// A hospital of two silos of an older version comes to this one while its beds go on; run by
/// infra/cluster/rolling-upgrade, never with the tests.
/// </summary>
/// <remarks>
/// In each step every bed raises an alarm, half of them when the step begins and half when its new silo is ready or its
/// old one has ended; every bed must be alive at every silo; and each alarm is acknowledged at a silo of the other
/// version than the one on which its patient lives, where there is one. A step is two spans: until the silo is ready or
/// has ended, and from then until every silo shows a newer frame of every bed. How long a bed was without a frame is by
/// the silos' own stamps, as a silo that stays shows them.
/// </remarks>
[Collection("PostgreSQL")]
public sealed class RollingUpgradeRun(PostgresServer server)
{
    private static readonly int Beds = int.Parse(
        Environment.GetEnvironmentVariable("WARDGRID_BEDS") ?? "48",
        CultureInfo.InvariantCulture
    );

    private static readonly TimeSpan BetweenAlarms = TimeSpan.FromMilliseconds(100);

    private int _steps;
    private int _atNewForOld;
    private int _atOldForNew;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task One_new_silo_more_first_then_one_old_silo_fewer_until_none_is_old()
    {
        var program =
            Environment.GetEnvironmentVariable("WARDGRID_OLD_SILO")
            ?? throw new InvalidOperationException(
                "WARDGRID_OLD_SILO names no program of an older version; infra/cluster/rolling-upgrade builds one."
            );
        await using var hospital = await Hospital.OpenAsync(server.NewSchema(), silos: 2, Beds, Stop, program: program);
        var (first, second) = (hospital.Silos[0], hospital.Silos[1]);

        await StepAsync(hospital, "two old silos", second, () => Task.CompletedTask);
        await StepAsync(hospital, "one new silo more", second, () => hospital.AddSiloAsync(Stop));
        await StepAsync(hospital, "one old silo fewer", second, () => LeaveAsync(first));
        await StepAsync(hospital, "one new silo more", hospital.Silos[2], () => hospital.AddSiloAsync(Stop));
        await StepAsync(hospital, "the last old silo fewer", hospital.Silos[2], () => LeaveAsync(second));

        foreach (var silo in hospital.Silos[2..])
            await EveryAlarmIsThereOnceAsync(hospital, silo);
        await TheTrailIsWholeAsync(hospital);
        Say(
            $"{Beds} beds, {Beds * _steps} alarms: each is there once with its verdict and its acknowledgement, "
                + "and the audit trail is whole; "
                + $"{_atNewForOld} were acknowledged at a new silo for a patient on an old one, "
                + $"{_atOldForNew} at an old silo for a patient on a new one"
        );
        foreach (
            var line in hospital.Silos.SelectMany(
                (s, i) => s.Lines.Where(FailoverRun.IsNews).Select(said => $"  silo {i + 1}: {said}")
            )
        )
            Say(line);
    }

    private async Task StepAsync(Hospital hospital, string what, SiloProcess stays, Func<Task> act)
    {
        var name = $"step-{++_steps}";
        var half = Beds / 2;
        var watch = Stopwatch.StartNew();
        var ward = new WardWatch(stays, Beds, TimeProvider.System.GetUtcNow());
        var acting = act();
        var goingOn = GoOnAsync();
        var looking = ward.UntilAliveAsync(TimeSpan.FromMinutes(3), Stop, goingOn);
        await hospital.AlertAsync(name, Enumerable.Range(1, half), Stop, BetweenAlarms);
        var (acted, alive) = await goingOn;
        await looking;

        await Hospital.UntilAsync(
            stays,
            async () => (await Hospital.AlarmsAsync(stays, name, Stop)).Count(a => a.Verdict is not null) >= Beds,
            Stop
        );
        var lives = await Whereabouts.AskAsync(hospital.Database, Stop);
        var old = hospital.Silos.Where(s => s.Program is not null).Select(s => s.SiloPort).ToHashSet();
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"step {_steps}, {what}: {acted:F1} s, then every silo shows a newer frame of each of {Beds} beds "
                    + $"within {alive:F1} s; the longest that a bed was "
                    + $"without one is {ward.Gaps.Values.DefaultIfEmpty().Max().TotalSeconds:F1} s; "
                    + $"{lives.Count(l => old.Contains(l.SiloPort))} patients live on old silos, "
                    + $"{lives.Count(l => !old.Contains(l.SiloPort))} on new ones"
            )
        );
        lives.Select(l => l.Patient).Order().ShouldBe(Enumerable.Range(1, Beds).Select(b => $"p-{b}").Order());
        var ofOld = lives
            .Where(l => old.Contains(l.SiloPort))
            .Select(l => l.Patient.Replace("p-", "bed-", StringComparison.Ordinal))
            .ToHashSet();
        foreach (var alarm in await Hospital.AlarmsAsync(stays, name, Stop))
            await AcknowledgeAsync(hospital, alarm, ofOld.Contains(alarm.Bed));

        async Task<(double Acted, double Alive)> GoOnAsync()
        {
            await acting;
            var (acted, moment) = (watch.Elapsed.TotalSeconds, TimeProvider.System.GetUtcNow());
            var alerted = hospital.AlertAsync(
                $"{name}-on",
                Enumerable.Range(half + 1, Beds - half),
                Stop,
                BetweenAlarms
            );
            foreach (var silo in hospital.Silos.Where(s => !s.HasEnded))
                await hospital.AllAliveAfterAsync(silo, moment, Stop);
            var alive = watch.Elapsed.TotalSeconds - acted;
            await alerted;
            return (acted, alive);
        }
    }

    private static async Task LeaveAsync(SiloProcess silo)
    {
        silo.Terminate();
        await silo.EndedAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        silo.ExitCode.ShouldBe(0);
    }

    /// <summary>
    /// Acknowledges at a silo of the other version than that of the patient's silo, where there is one.
    /// </summary>
    private async Task AcknowledgeAsync(Hospital hospital, AlarmView alarm, bool livesOnOld)
    {
        var living = hospital.Silos.Where(s => !s.HasEnded).ToArray();
        var at = living.FirstOrDefault(s => s.Program is null == livesOnOld) ?? living[0];
        using var answer = await at.Web.PostAsync($"/api/alarms/{alarm.Id}/acknowledge", null, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
        if (at.Program is null && livesOnOld)
            _atNewForOld++;
        if (at.Program is not null && !livesOnOld)
            _atOldForNew++;
    }

    private async Task EveryAlarmIsThereOnceAsync(Hospital hospital, SiloProcess at)
    {
        var beds = Enumerable.Range(1, Beds).Select(b => $"bed-{b}").Order().ToArray();
        for (var step = 1; step <= _steps; step++)
        {
            var alarms = await Hospital.AlarmsAsync(at, $"step-{step}", Stop);
            alarms.Select(a => a.Bed).Order().ShouldBe(beds);
            alarms.Where(a => a.AcknowledgedBy is null || a.Verdict is null).ShouldBeEmpty();
        }

        (await at.WardAsync(Stop)).Where(b => !FailoverTests.Shows(b)).Select(b => b.Bed).ShouldBeEmpty();
    }

    private async Task TheTrailIsWholeAsync(Hospital hospital)
    {
        await using var store = await RecordStore.OpenAsync(hospital.Database, TimeProvider.System, Stop);
        var entries = (await store.Audit.ReadAsync(0, int.MaxValue, Stop)).Select(r => r.Entry).ToArray();
        entries.Where(e => e.What == "alarm.decided").Select(e => e.Subject).ShouldBeUnique();
        foreach (var what in new[] { "alarm.decided", "alarm.acknowledged" })
            entries
                .Count(e => e.What == what && e.Subject.Contains(".step-", StringComparison.Ordinal))
                .ShouldBe(Beds * _steps);
        (await store.Audit.VerifyAsync(null, Stop)).Broken.ShouldBeNull();
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
