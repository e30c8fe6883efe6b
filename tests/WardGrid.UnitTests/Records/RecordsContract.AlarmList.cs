using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;

namespace WardGrid.UnitTests.Records;

/// <summary>How alarms and events are found.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task Alarms_are_found_by_both_verdicts_and_the_nurses_newest_counts()
    {
        await Store.Alarms.WriteAsync(Raised("a", Noon) with { Decision = Refuted }, null, Stop);
        await Store.Alarms.WriteAsync(Raised("b", Noon), null, Stop);
        await Store.Alarms.ReviewAsync(new("b", NurseVerdict.True, "N. Night", Noon, null), Stop);
        await Store.Alarms.ReviewAsync(new("b", NurseVerdict.False, "D. Day", Noon.AddHours(1), null), Stop);

        await Store.Alarms.WriteAsync(
            Raised("c", Noon) with
            {
                Kind = AlarmKind.LeadOff,
                Decision = Refuted,
            },
            null,
            Stop
        );

        // Nobody asks the signals about an electrode, so it has no verdict to be found by.
        (await IdsAsync(new() { Verdict = Verdict.Refuted })).ShouldBe(["a"]);
        (await IdsAsync(new() { Nurse = NurseVerdict.False })).ShouldBe(["b"]);
        (await IdsAsync(new() { Nurse = NurseVerdict.True })).ShouldBeEmpty();
        (await Store.Alarms.ReviewsAsync("b", Stop))
            .Select(r => r.Verdict)
            .ShouldBe([NurseVerdict.True, NurseVerdict.False]);

        async Task<string[]> IdsAsync(AlarmQuery query) =>
            [.. (await Store.Alarms.AlarmsAsync(query, Stop)).Select(alarm => alarm.Id)];
    }

    [Fact]
    public async Task An_event_is_one_entry_and_is_found_by_each_of_its_alarms()
    {
        await Store.Alarms.WriteAsync(
            Raised("brady", Noon) with
            {
                Kind = AlarmKind.ExtremeBradycardia,
                PartOf = "asystole",
            },
            null,
            Stop
        );
        await Store.Alarms.WriteAsync(
            Raised("asystole", Noon.AddSeconds(10)) with
            {
                Kind = AlarmKind.Asystole,
            },
            null,
            Stop
        );
        await Store.Alarms.WriteAsync(
            Raised("vf", Noon.AddSeconds(20)) with
            {
                Kind = AlarmKind.VentricularFibrillation,
                Decision = Refuted,
            },
            null,
            Stop
        );
        await Store.Alarms.WriteAsync(
            Raised("asystole", Noon.AddSeconds(10)) with
            {
                Kind = AlarmKind.Asystole,
                PartOf = "vf",
            },
            null,
            Stop
        );
        await Store.Alarms.WriteAsync(Raised("other", Noon.AddHours(-1)), null, Stop);

        (await IdsAsync(new() { EventsOnly = true })).ShouldBe(["vf", "other"]);
        (await Store.Alarms.CountAsync(new() { EventsOnly = true }, Stop)).ShouldBe(2);
        (await IdsAsync(new() { PartOf = "vf" })).ShouldBe(["asystole", "brady"]);
        (await IdsAsync(new() { EventsOnly = true, Kind = AlarmKind.ExtremeBradycardia })).ShouldBe(["vf"]);
        (await IdsAsync(new() { EventsOnly = true, Verdict = Verdict.Refuted })).ShouldBe(["vf"]);
        (await IdsAsync(new() { Kind = AlarmKind.ExtremeBradycardia })).ShouldBe(["brady"]);

        async Task<string[]> IdsAsync(AlarmQuery query) =>
            [.. (await Store.Alarms.AlarmsAsync(query, Stop)).Select(alarm => alarm.Id)];
    }

    [Fact]
    public async Task An_event_lasts_until_the_last_of_its_alarms_has_ended_and_is_found_as_such()
    {
        var monitors = Raised("monitors", Noon) with
        {
            Kind = AlarmKind.VentricularTachycardia,
            EndedAt = Noon.AddSeconds(10),
        };
        var own = Raised("own", Noon.AddSeconds(-2)) with
        {
            Kind = AlarmKind.VentricularTachycardia,
            PartOf = "monitors",
        };
        var pressure = Raised("pressure", Noon.AddSeconds(5)) with
        {
            Kind = AlarmKind.PressureLow,
            PartOf = "monitors",
        };
        foreach (var alarm in new[] { monitors, own, pressure })
            await Store.Alarms.WriteAsync(alarm, null, Stop);
        await ShouldLastAsync(ended: null, also: [AlarmKind.PressureLow]);

        await Store.Alarms.WriteAsync(own with { EndedAt = Noon.AddSeconds(34) }, null, Stop);
        await ShouldLastAsync(ended: Noon.AddSeconds(34), also: [AlarmKind.PressureLow]);

        await Store.Alarms.WriteAsync(pressure with { EndedAt = Noon.AddSeconds(60) }, null, Stop);
        (await Store.Alarms.CountAsync(new() { EventsOnly = true, Open = true }, Stop)).ShouldBe(0);
        (await Store.Alarms.AlarmsAsync(new() { EventsOnly = true, Open = false }, Stop))
            .ShouldHaveSingleItem()
            .Id.ShouldBe("monitors");

        async Task ShouldLastAsync(DateTimeOffset? ended, AlarmKind[] also)
        {
            var entry = (
                await Store.Alarms.AlarmsAsync(new() { EventsOnly = true, Open = true }, Stop)
            ).ShouldHaveSingleItem();
            entry.EndedAt.ShouldBe(Noon.AddSeconds(10));
            AlarmEvents.EndOf(entry).ShouldBe(ended);
            AlarmEvents.AlsoLasting(entry).Select(part => part.Kind).ShouldBe(also);
            (await Store.Alarms.CountAsync(new() { EventsOnly = true, Open = false }, Stop)).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Every_alarm_is_on_one_page_of_the_list_and_all_are_counted()
    {
        // Several of one moment: the page's border falls between them.
        for (var i = 0; i < 7; i++)
            await Store.Alarms.WriteAsync(Raised($"a{i}", Noon.AddHours(i / 3)), null, Stop);

        var query = new AlarmQuery(Limit: 2);
        List<string> read = [];
        for (
            var page = await Store.Alarms.AlarmsAsync(query, Stop);
            !page.IsEmpty;
            page = await Store.Alarms.AlarmsAsync(query, Stop)
        )
        {
            read.AddRange(page.Select(a => a.Id));
            (await Store.Alarms.CountAsync(query, Stop)).ShouldBe(7 - read.Count + page.Length);
            query = query with { After = new(page[^1].RaisedAt, page[^1].Id) };
        }

        read.ShouldBe(["a6", "a5", "a4", "a3", "a2", "a1", "a0"]);
        (await Store.Alarms.CountAsync(new(Limit: 1), Stop)).ShouldBe(7);
    }

    [Fact]
    public async Task Alarms_are_found_by_what_is_asked_newest_first()
    {
        await Store.Alarms.WriteAsync(
            Raised("a", Noon, "ICU-1", "p1") with
            {
                EndedAt = Noon.AddMinutes(1),
            },
            null,
            Stop
        );
        await Store.Alarms.WriteAsync(Raised("b", Noon.AddHours(1), "ICU-2", "p1"), null, Stop);
        await Store.Alarms.WriteAsync(Raised("c", Noon.AddHours(2), "ICU-2", "p2"), null, Stop);
        await Store.Alarms.ReviewAsync(new("b", NurseVerdict.False, "N. Night", Noon, null), Stop);

        (await IdsAsync(new())).ShouldBe(["c", "b", "a"]);
        (await IdsAsync(new(Limit: 2))).ShouldBe(["c", "b"]);
        (await IdsAsync(new(Bed: "ICU-2"))).ShouldBe(["c", "b"]);
        (await IdsAsync(new(PatientId: "p1"))).ShouldBe(["b", "a"]);
        (await IdsAsync(new(From: Noon.AddHours(1)))).ShouldBe(["c", "b"]);
        (await IdsAsync(new(To: Noon.AddHours(1)))).ShouldBe(["a"]);
        (await IdsAsync(new(Unreviewed: true))).ShouldBe(["c", "a"]);
        (await IdsAsync(new(Unreviewed: false))).ShouldBe(["b"]);
        (await IdsAsync(new(Open: true))).ShouldBe(["c", "b"]);
        (await IdsAsync(new(Open: false))).ShouldBe(["a"]);
        (
            await IdsAsync(
                new(Bed: "ICU-2", PatientId: "p1", From: Noon, To: Noon.AddDays(1), Unreviewed: false, Open: true)
            )
        ).ShouldBe(["b"]);

        (await IdsAsync(new(Bed: "ICU-2") { Kind = AlarmKind.Asystole })).ShouldBeEmpty();
        (await IdsAsync(new(Bed: "ICU-2") { Kind = AlarmKind.VentricularTachycardia })).ShouldBe(["c", "b"]);

        async Task<string[]> IdsAsync(AlarmQuery query) =>
            [.. (await Store.Alarms.AlarmsAsync(query, Stop)).Select(alarm => alarm.Id)];
    }
}
