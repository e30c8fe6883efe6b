using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients;

/// <summary>
/// One event of a patient is one line on the ward and one entry in lists, however many sources tell of it.
/// </summary>
public sealed class AlarmEventTests
{
    [Fact]
    public async Task A_bradycardia_that_becomes_an_asystole_is_one_line_that_needs_a_new_acknowledgement()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "BRADY");
        Acknowledge(bedside);

        await bedside.Alert("a-2", "ASYSTOLE");

        var line = bedside.Bed.Alarms.ShouldHaveSingleItem();
        (line.Kind, line.AcknowledgedAt, line.EndedAt).ShouldBe((AlarmKind.Asystole, null, null));
        bedside.Patient.State.Open.Single(a => a.Kind == AlarmKind.ExtremeBradycardia).PartOf.ShouldBe(line.Id);
    }

    [Fact]
    public async Task What_joins_an_acknowledged_event_and_is_not_more_urgent_does_not_sound_again()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "VT");
        Acknowledge(bedside);

        await bedside.Alert("a-2", "TACHY");

        bedside.Bed.Alarms.ShouldHaveSingleItem().AcknowledgedBy.ShouldBe("nurse");
        await bedside.Settle();
        bedside.Records.Trail.ShouldContain(e => e.What == "alarm.acknowledged" && e.Subject == "p-1.monitor-1.1.a-2");
    }

    [Fact]
    public async Task No_line_says_that_an_ended_asystole_lasts_since_a_bradycardia_does_and_none_forgets_it()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "BRADY");
        await bedside.Alert("a-2", "ASYSTOLE");

        await bedside.Alert("a-2", "ASYSTOLE", AlertPhase.End);

        bedside
            .Bed.Alarms.Select(a => (a.Kind, a.EndedAt is null))
            .ShouldBe([(AlarmKind.Asystole, false), (AlarmKind.ExtremeBradycardia, true)], ignoreOrder: true);
        bedside
            .Patient.Take(
                new PatientCommand.Acknowledge("nurse", bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.Asystole).Id)
            )
            .Done.ShouldBeTrue();
        bedside.Bed.Alarms.ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.ExtremeBradycardia);
    }

    [Fact]
    public async Task Of_two_alarms_of_one_kind_the_line_lasts_while_either_does()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "VT");
        await bedside.Alert("a-2", "VT");

        await bedside.Alert("a-1", "VT", AlertPhase.End);

        bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldBeNull();
    }

    [Fact]
    public async Task No_line_says_that_an_alarm_has_ended_whose_acknowledged_twin_lasts()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "VT");
        Acknowledge(bedside);
        bedside.Clock.Advance(AlarmEvents.AcknowledgementHolds);
        await bedside.Alert("a-2", "VT");

        await bedside.Alert("a-2", "VT", AlertPhase.End);

        var line = bedside.Bed.Alarms.ShouldHaveSingleItem();
        (line.EndedAt, line.AcknowledgedAt).ShouldBe((null, null));
        Acknowledge(bedside);
        bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_alarm_that_is_paused_takes_no_other_one_with_it()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "VT");
        bedside
            .Patient.Take(
                new PatientCommand.Inactivate(
                    "nurse",
                    AlarmKind.VentricularTachycardia,
                    AlarmInactivationState.AlarmPaused,
                    TimeSpan.FromMinutes(2)
                )
            )
            .Done.ShouldBeTrue();

        await bedside.Alert("a-2", "TACHY");

        bedside.Bed.Alarms.Length.ShouldBe(2);
        bedside.Bed.InactiveOf(bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.ExtremeTachycardia)).ShouldBeNull();
    }

    [Fact]
    public async Task A_low_pressure_in_an_arrest_belongs_to_it_but_an_arrest_under_a_low_pressure_is_news()
    {
        var arrest = await MonitoredAsync();
        await arrest.Alert("a-1", "ASYSTOLE");
        await arrest.Alert("a-2", "ABP_LOW");
        arrest.Bed.Alarms.ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.Asystole);

        var shock = await MonitoredAsync();
        await shock.Alert("a-1", "ABP_LOW");
        await shock.Alert("a-2", "ASYSTOLE");
        shock.Bed.Alarms.Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_comes_again_after_an_acknowledged_event_has_ended_is_news()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "VT");
        Acknowledge(bedside);
        await bedside.Alert("a-1", "VT", AlertPhase.End);

        await bedside.Alert("a-2", "VT");

        bedside.Bed.Alarms.ShouldHaveSingleItem().AcknowledgedAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_alarm_that_is_closed_and_comes_again_at_once_more_urgent_is_one_entry()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "BRADY");
        Acknowledge(bedside);
        await bedside.Alert("a-1", "BRADY", AlertPhase.End);
        bedside.Bed.Alarms.ShouldBeEmpty();

        await bedside.Alert("a-2", "ASYSTOLE");

        await bedside.Settle();
        bedside.Records.Alarms.Values.Single(a => a.PartOf is null).Kind.ShouldBe(AlarmKind.Asystole);
    }

    [Fact]
    public async Task An_alarm_that_tells_of_two_events_makes_them_one()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "ASYSTOLE");
        await bedside.Alert("a-2", "VT");
        bedside.Bed.Alarms.Length.ShouldBe(2);

        await bedside.Alert("a-3", "VF");

        var line = bedside.Bed.Alarms.ShouldHaveSingleItem();
        line.Kind.ShouldBe(AlarmKind.VentricularFibrillation);
        line.Others.Select(o => o.Kind).ShouldBe([AlarmKind.Asystole, AlarmKind.VentricularTachycardia]);
        await bedside.Settle();
        bedside.Records.Alarms.Values.Count(a => a.PartOf is null).ShouldBe(1);
    }

    [Fact]
    public async Task One_acknowledgement_is_enough_for_one_event_whichever_alarm_its_line_shows()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "TACHY");
        await bedside.Alert("a-2", "VT");
        await bedside.Alert("a-3", "TACHY");

        Acknowledge(bedside);

        bedside.Bed.Alarms.ShouldHaveSingleItem().AcknowledgedBy.ShouldBe("nurse");
        bedside.Patient.State.Open.ShouldAllBe(a => a.AcknowledgedBy == "nurse");
    }

    [Fact]
    public async Task A_line_names_the_alarms_of_its_own_event_only_and_counts_the_earlier_ones_that_nobody_has_seen()
    {
        var bedside = await MonitoredAsync();
        await EventAsync("1");
        bedside.Bed.Alarms.ShouldHaveSingleItem().Earlier.ShouldBe(0);
        await bedside.Silence(30);
        await bedside.Frames(8);

        await EventAsync("2");

        var line = bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.VentricularTachycardia);
        line.Others.Select(o => o.Id).ShouldBe(["p-1.monitor-1.1.tachy-2"]);
        line.Earlier.ShouldBe(1);

        async Task EventAsync(string round)
        {
            await bedside.Alert($"vt-{round}", "VT");
            await bedside.Alert($"tachy-{round}", "TACHY");
            await bedside.Alert($"vt-{round}", "VT", AlertPhase.End);
            await bedside.Alert($"tachy-{round}", "TACHY", AlertPhase.End);
        }
    }

    [Fact]
    public async Task An_ended_line_tells_when_the_last_of_its_sources_ended()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "VT");
        await bedside.Frames(1);
        await bedside.Alert("a-2", "VT");
        await bedside.Alert("a-2", "VT", AlertPhase.End);
        await bedside.Frames(8);

        await bedside.Alert("a-1", "VT", AlertPhase.End);

        bedside.Bed.Alarms.ShouldHaveSingleItem().EndedAt.ShouldBe(bedside.Clock.GetUtcNow());
    }

    [Fact]
    public async Task On_the_demonstration_ward_one_scripted_event_is_one_entry_at_most()
    {
        // Of each bed, what its script lets happen: the monitor's alarms, of which one heart makes one event, and what
        // the equipment does.
        var scripted = new Dictionary<string, int>
        {
            [Scenarios.Quiet.Name] = 0,
            [Scenarios.VentricularTachycardia.Name] = 1,
            [Scenarios.RhythmicMotion.Name] = 1,
            [Scenarios.AtrialFibrillation.Name] = 1,
            [Scenarios.LooseLeads.Name] = 2,
            [Scenarios.Ectopy.Name] = 0,
            [Scenarios.Arrest.Name] = 1,
            [Scenarios.Desaturation.Name] = 2,
        };
        foreach (var scenario in Scenarios.Ward)
        {
            var bedside = new Bedside();
            await new PlayedScenario(bedside, scenario).PlayUntil(Math.Min(scenario.Length ?? 60, 240));
            await bedside.Settle();

            bedside
                .Records.Alarms.Values.Count(a => a.PartOf is null)
                .ShouldBeLessThanOrEqualTo(scripted[scenario.Name], scenario.Name);
        }
    }

    [Fact]
    public async Task On_the_demonstration_ward_no_own_alarm_is_raised_and_refuted()
    {
        foreach (var scenario in Scenarios.Ward)
        {
            var bedside = new Bedside();
            await new PlayedScenario(bedside, scenario).PlayUntil(Math.Min(scenario.Length ?? 60, 240));
            await bedside.Settle();

            bedside.Records.Alarms.Values.ShouldNotContain(
                a => a.Origin == AlarmOrigin.WardGrid && a.Decision!.Verdict == Verdict.Refuted,
                scenario.Name
            );
        }
    }

    private static void Acknowledge(Bedside bedside) =>
        bedside.Patient.Take(new PatientCommand.Acknowledge("nurse", bedside.Bed.Alarms[0].Id)).Done.ShouldBeTrue();

    private static async Task<Bedside> MonitoredAsync()
    {
        var bedside = new Bedside();
        await bedside.Birth();
        await bedside.Frames(8);
        return bedside;
    }
}
