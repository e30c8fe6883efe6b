using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Patients;

/// <summary>
/// Audio paused, audio off, alarm paused, alarm off: four states of one kind of alarm, after IEC 60601-1-8.
/// </summary>
public class AlarmInactivationTests
{
    private static readonly DateTimeOffset Morning = Clocks.Morning;
    private static readonly TimeSpan TwoMinutes = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(AlarmInactivationState.AudioPaused, false)]
    [InlineData(AlarmInactivationState.AudioOff, false)]
    [InlineData(AlarmInactivationState.AlarmPaused, true)]
    [InlineData(AlarmInactivationState.AlarmOff, true)]
    public async Task Each_state_says_who_when_and_how_long_and_only_two_of_them_take_the_light_too(
        AlarmInactivationState state,
        bool hides
    )
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "SPO2_LOW");
        var paused = state is AlarmInactivationState.AudioPaused or AlarmInactivationState.AlarmPaused;
        Take(bedside, new(By: "M. Weber", AlarmKind.Desaturation, state, paused ? TwoMinutes : null, "suction"))
            .ShouldBe(CommandOutcome.Success);

        var inactive = bedside.Bed.Inactive.ShouldHaveSingleItem();
        inactive.ShouldSatisfyAllConditions(
            i => i.By.ShouldBe("M. Weber"),
            i => i.Since.ShouldBe(bedside.Clock.GetUtcNow()),
            i => i.Until.ShouldBe(paused ? bedside.Clock.GetUtcNow() + TwoMinutes : null),
            i => i.Reason.ShouldBe("suction"),
            i => i.Hides.ShouldBe(hides)
        );
        bedside.Bed.InactiveOf(bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.Desaturation)).ShouldBe(inactive);
        await bedside.Settle();
        bedside.Records.Trail.ShouldContain(e =>
            e.What == "alarm.inactivated" && e.By == "M. Weber" && e.Detail.Contains(state.ToString())
        );
    }

    [Fact]
    public async Task A_pause_of_one_alarm_never_hides_another()
    {
        var bedside = await MonitoredAsync();
        Take(bedside, new("nurse", AlarmKind.Desaturation, AlarmInactivationState.AlarmPaused, TwoMinutes))
            .Done.ShouldBeTrue();
        Take(bedside, new("nurse", AlarmKind.Other, AlarmInactivationState.AlarmOff, Reason: "known", Text: "APNEA"))
            .Done.ShouldBeTrue();
        await bedside.Alert("a-1", "SPO2_LOW");
        await bedside.Alert("a-2", "VT");
        await bedside.Alert("a-3", "APNEA");
        await bedside.Alert("a-4", "ST_HIGH");

        bedside
            .Bed.Alarms.Where(a => bedside.Bed.InactiveOf(a) is not null)
            .Select(a => a.Text)
            .ShouldBe(["SPO2_LOW", "APNEA"], ignoreOrder: true);
        await bedside.Settle();
        bedside
            .Records.Trail.Where(e => e.What == "alarm.raised-inactive")
            .Select(e => e.Subject[^3..])
            .ShouldBe(["a-1", "a-3"], ignoreOrder: true);
        bedside.Records.Alarms.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(AlarmKind.Asystole)]
    [InlineData(AlarmKind.VentricularFibrillation)]
    public async Task Asystole_and_ventricular_fibrillation_are_never_paused_or_off(AlarmKind kind)
    {
        var stored = new AlarmInactivation(
            kind,
            "",
            AlarmInactivationState.AlarmOff,
            AlarmPriority.High,
            "nurse",
            Morning,
            null,
            "by an older version"
        );
        var bedside = await MonitoredAsync(
            new("p-1", AlarmLimits.For(AgeBand.Adult), [], [], Morning) { Inactive = [stored] }
        );
        foreach (var state in Enum.GetValues<AlarmInactivationState>())
            Take(bedside, new("nurse", kind, state, TwoMinutes, "reason")).Reason.ShouldContain("never paused or off");
        await bedside.Alert("a-1", kind == AlarmKind.Asystole ? "ASYSTOLE" : "VF");

        bedside.Bed.InactiveOf(bedside.Bed.Alarms.Single(a => a.Kind == kind)).ShouldBeNull();
    }

    [Fact]
    public async Task A_pause_ends_by_itself_and_what_still_stands_signals_again()
    {
        var bedside = await MonitoredAsync();
        await bedside.Alert("a-1", "SPO2_LOW");
        Take(bedside, new("nurse", AlarmKind.Desaturation, AlarmInactivationState.AlarmPaused, TwoMinutes));
        // The device is heard now and then: an alarm whose device is lost would end.
        for (var heard = 0; heard < 12; heard++)
        {
            await bedside.Silence(9.5);
            await bedside.Frames(1);
        }

        bedside.Bed.Inactive.ShouldHaveSingleItem();
        await bedside.Silence(4);

        bedside.Bed.Inactive.ShouldBeEmpty();
        var standing = bedside.Bed.Alarms.Single(a => a.Kind == AlarmKind.Desaturation);
        (standing.EndedAt, standing.AcknowledgedAt, bedside.Bed.InactiveOf(standing)).ShouldBe((null, null, null));
        await bedside.Settle();
        bedside.Records.Trail.ShouldContain(e =>
            e.What == "alarm.reactivated" && e.Detail.EndsWith("its time is over")
        );
    }

    [Fact]
    public async Task A_more_urgent_alarm_of_the_kind_breaks_through()
    {
        var bedside = await MonitoredAsync();
        await bedside.Send(MessageKind.Alert, Alert("medium", "start"));
        Take(bedside, new("nurse", AlarmKind.Desaturation, AlarmInactivationState.AlarmOff, Reason: "known hypoxia"))
            .Done.ShouldBeTrue();
        bedside.Bed.Inactive.ShouldHaveSingleItem();
        await bedside.Send(MessageKind.Alert, Alert("high", "update"));

        bedside.Bed.Inactive.ShouldBeEmpty();
        await bedside.Settle();
        bedside.Records.Trail.ShouldContain(e => e.What == "alarm.reactivated" && e.Detail.Contains("more urgent"));

        static string Alert(string priority, string phase) =>
            $$"""
                {"epoch":1,"time":0,"id":"a-1","phase":"{{phase}}","kind":"SPO2_LOW",
                 "priority":"{{priority}}","text":"SPO2 LOW"}
                """;
    }

    [Fact]
    public async Task What_is_off_needs_a_reason_and_a_pause_has_its_length()
    {
        var bedside = await MonitoredAsync();
        Take(bedside, new("nurse", AlarmKind.LeadOff, AlarmInactivationState.AlarmOff)).Reason.ShouldContain("say why");
        Take(bedside, new("nurse", AlarmKind.LeadOff, AlarmInactivationState.AudioPaused))
            .Reason.ShouldContain("10 minutes");
        Take(bedside, new("nurse", AlarmKind.LeadOff, AlarmInactivationState.AudioPaused, TimeSpan.FromMinutes(11)))
            .Done.ShouldBeFalse();
        Take(bedside, new("nurse", AlarmKind.Other, AlarmInactivationState.AudioPaused, TwoMinutes))
            .Reason.ShouldContain("text");
        bedside.Bed.Inactive.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_outlives_a_restart_and_ends_with_the_discharge()
    {
        var before = await MonitoredAsync();
        Take(before, new("nurse", AlarmKind.AtrialFibrillation, AlarmInactivationState.AlarmOff, Reason: "chronic"));
        Take(before, new("nurse", AlarmKind.LeadOff, AlarmInactivationState.AudioPaused, TwoMinutes));
        await before.Settle();

        var clock = before.Clock;
        clock.Advance(TimeSpan.FromMinutes(3));
        var after = new Bedside(before.Records.States["p-1"], clock: clock, records: before.Records);
        after.Patient.Snapshot().Inactive.ShouldHaveSingleItem().Reason.ShouldBe("chronic");
        after.Patient.Take(new PatientCommand.Discharge("nurse"));
        after.Patient.Snapshot().Inactive.ShouldBeEmpty();
        await after.Settle();
        before.Records.Trail.ShouldContain(e => e.What == "alarm.reactivated" && e.Detail.Contains("discharged"));
    }

    [Fact]
    public async Task It_is_ended_by_hand_once()
    {
        var bedside = await MonitoredAsync();
        Take(bedside, new("nurse", AlarmKind.AtrialFibrillation, AlarmInactivationState.AudioOff, Reason: "chronic"));
        bedside
            .Patient.Take(new PatientCommand.Reactivate("nurse 2", AlarmKind.AtrialFibrillation))
            .ShouldBe(CommandOutcome.Success);
        bedside.Bed.Inactive.ShouldBeEmpty();
        bedside
            .Patient.Take(new PatientCommand.Reactivate("nurse 2", AlarmKind.AtrialFibrillation))
            .Reason.ShouldContain("neither paused nor off");
    }

    private static async Task<Bedside> MonitoredAsync(PatientState? state = null)
    {
        var bedside = new Bedside(state);
        await bedside.Birth();
        await bedside.Frames(8);
        return bedside;
    }

    private static CommandOutcome Take(Bedside bedside, PatientCommand.Inactivate command) =>
        bedside.Patient.Take(command);
}
