using System.Collections.Immutable;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;
using WardGrid.Records;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.UnitTests.Records;

/// <summary>The contract of every store of records; each test runs on each store.</summary>
public abstract class RecordsContract : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>How to reach the store of this test.</summary>
    protected string Address { get; private set; } = "";

    protected RecordStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Address = await NewStoreAsync();
        Store = await OpenAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Store is not null)
            await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<string> NewStoreAsync();

    /// <summary>Does to the tables what no part of WardGrid does.</summary>
    protected abstract Task TamperAsync(string statement);

    protected Task<RecordStore> OpenAsync() => RecordStore.OpenAsync(Address, TimeProvider.System, Stop).AsTask();

    protected static RegisteredDevice Device(string name) => new(name, "B650", "SN-1", "hash", false, Noon);

    protected static DeviceAssociation Bound(string device, string bed, string patient) =>
        new(device, "ICU", bed, patient, "Ada Ö.", AgeBand.Child, true, Noon);

    protected static Alarm Raised(string id, DateTimeOffset at, string bed = "ICU-1", string patient = "p1") =>
        new(
            id,
            patient,
            bed,
            false,
            AlarmKind.VentricularTachycardia,
            AlarmPriority.High,
            AlarmOrigin.Monitor,
            "VTACH",
            at,
            null,
            null,
            false,
            null,
            null
        );

    private static MinuteValues MinuteOf(string patient, DateTimeOffset minute, float heartRate = 60) =>
        new(
            patient,
            "ICU-1",
            minute,
            new(heartRate, null, null, null, null, null, null),
            [new("II", 131330, 60, 60, QualityIssues.None)]
        );

    protected static AlarmDecision Refuted { get; } =
        new(
            Verdict.Refuted,
            new(
                [
                    new ChannelEvidence(
                        "II",
                        SignalKind.Ecg,
                        0.93f,
                        default,
                        81.5f,
                        false,
                        Reason.Of("own.rate", $"the patient's own beats go on at {81.5:0} per minute")
                    ),
                    new ChannelEvidence("V", SignalKind.Ecg, float.NaN, default, null, null, Reason.Verbatim("flat")),
                ],
                [
                    Reason.Of("pulse.on", $"the pulse beats on at {80:0} per minute without a pause") with
                    {
                        Channel = "Pleth",
                    },
                    Reason.Verbatim("the QRS are narrow"),
                ],
                "verifier 1",
                0.02f,
                0.1f
            )
            {
                Nearest = new("vt.calm", "own beats", 40, 2, false, [new("noise", "noise", 0.2f, 0.1f)]),
            }
        );

    [Fact]
    public async Task A_registered_device_is_found_with_all_that_was_said_of_it()
    {
        await Store.Devices.RegisterAsync(Device("mon-2"), Stop);
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);

        (await Store.Devices.FindAsync("mon-2", Stop)).ShouldBe(Device("mon-2"));
        (await Store.Devices.FindAsync("mon-3", Stop)).ShouldBeNull();
        (await Store.Devices.DevicesAsync(Stop)).ShouldBe([Device("mon-1"), Device("mon-2")]);
    }

    [Fact]
    public async Task A_patient_who_is_bound_to_a_second_bed_has_left_the_first()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        await Store.Devices.RegisterAsync(Device("mon-2"), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-2", "ICU-2", "p1"), Stop);

        (await Store.Devices.AssociationsAsync(Stop)).ShouldBe([Bound("mon-2", "ICU-2", "p1")]);
    }

    [Fact]
    public async Task What_was_said_of_the_walls_sound_last_is_kept()
    {
        (await Store.Ward.SoundAsync(Stop)).ShouldBeNull();
        await Store.Ward.WriteAsync(new WallSound(WallSoundState.Off, "M. Weber", Noon, null), Stop);
        var paused = new WallSound(WallSoundState.Paused, "Ö. \0 Ada", Noon, Noon.AddMinutes(2));
        await Store.Ward.WriteAsync(paused, Stop);
        await Store.DisposeAsync();
        Store = await OpenAsync();

        (await Store.Ward.SoundAsync(Stop)).ShouldBe(paused with { By = "Ö. \uFFFD Ada" });
    }

    [Fact]
    public async Task Groups_of_beds_are_kept_with_their_beds_and_may_be_empty()
    {
        await Store.Ward.WriteAsync(new BedGroup("Room 2", ["4", "3"]), Stop);
        await Store.Ward.WriteAsync(new BedGroup("Night, M. Weber", []), Stop);
        await Store.Ward.WriteAsync(new BedGroup("Room 2", ["3", "5"]), Stop);
        await Store.Ward.WriteAsync(new BedGroup("Room 1", ["1"]), Stop);
        await Store.Ward.RemoveGroupAsync("Room 1", Stop);

        var groups = await Store.Ward.GroupsAsync(Stop);
        groups.Select(g => g.Name).ShouldBe(["Night, M. Weber", "Room 2"]);
        groups[0].Beds.ShouldBeEmpty();
        groups[1].Beds.ShouldBe(["3", "5"]);
    }

    [Fact]
    public async Task Registering_again_replaces_the_registration()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        var swapped = Device("mon-1") with { Serial = "SN-2", PasswordHash = "other", Demo = true };
        await Store.Devices.RegisterAsync(swapped, Stop);

        (await Store.Devices.DevicesAsync(Stop)).ShouldBe([swapped]);
    }

    [Fact]
    public async Task A_retired_device_is_gone_with_its_binding_and_can_come_back()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);

        await Store.Devices.RetireAsync("mon-1", Noon, Stop);
        (await Store.Devices.FindAsync("mon-1", Stop)).ShouldBeNull();
        (await Store.Devices.AssociationsAsync(Stop)).ShouldBeEmpty();

        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        (await Store.Devices.FindAsync("mon-1", Stop)).ShouldBe(Device("mon-1"));
        (await Store.Devices.AssociationsAsync(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_binding_ends_what_was_bound_to_its_device_and_to_its_bed()
    {
        foreach (var name in new[] { "mon-1", "mon-2", "mon-3" })
            await Store.Devices.RegisterAsync(Device(name), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-2", "ICU-2", "p2"), Stop);
        await Store.Devices.BindAsync(Bound("mon-3", "ICU-3", "p3"), Stop);

        await Store.Devices.BindAsync(Bound("mon-1", "ICU-2", "p4"), Stop);

        (await Store.Devices.AssociationsAsync(Stop)).ShouldBe([
            Bound("mon-1", "ICU-2", "p4"),
            Bound("mon-3", "ICU-3", "p3"),
        ]);
    }

    [Fact]
    public async Task An_unbound_bed_has_no_binding()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        await Store.Devices.BindAsync(Bound("mon-1", "ICU-1", "p1"), Stop);

        await Store.Devices.UnbindAsync("ICU-1", Noon, Stop);

        (await Store.Devices.AssociationsAsync(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_device_that_nobody_registered_cannot_be_bound()
    {
        var refused = await Should.ThrowAsync<RecordException>(async () =>
            await Store.Devices.BindAsync(Bound("mon-9", "ICU-1", "p1"), Stop)
        );

        refused.Message.ShouldBe("device mon-9 is not registered, so it cannot be bound to bed ICU-1");
        (await Store.Devices.AssociationsAsync(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_newest_rule_of_suppression_of_each_ward_and_kind_holds()
    {
        var first = new SuppressionRule(
            "icu",
            AlarmKind.VentricularTachycardia,
            SuppressionMode.Active,
            "Dr. Weiss",
            Noon,
            "four weeks in shadow",
            "verifier 1: threshold up to 0.1"
        );
        var second = first with { Mode = SuppressionMode.Shadow, Since = Noon.AddDays(1), Reason = "one missed" };
        var other = first with { Ward = "ward-2" };
        foreach (var rule in new[] { first, other, second })
            await Store.Suppression.WriteAsync(rule, Stop);

        (await Store.Suppression.RulesAsync(Stop)).ShouldBe([second, other]);
    }

    [Fact]
    public async Task An_alarm_is_read_as_it_was_last_written()
    {
        var raised = Raised("p1/1/a-17", Noon);
        await Store.Alarms.WriteAsync(raised, null, Stop);
        (await Store.Alarms.FindAsync("p1/1/a-17", Stop)).ShouldBe(raised);

        var ended = raised with
        {
            EndedAt = Noon.AddMilliseconds(1.5),
            Decision = Refuted,
            Silent = true,
            AcknowledgedAt = Noon.AddSeconds(9),
            AcknowledgedBy = "N. Night",
        };
        await Store.Alarms.WriteAsync(ended, null, Stop);

        var read = (await Store.Alarms.FindAsync("p1/1/a-17", Stop))!;
        (read with { Decision = null }).ShouldBe(ended with { Decision = null });
        read.Decision!.Verdict.ShouldBe(Verdict.Refuted);
        read.Decision.Evidence.Reasons.ShouldBe(Refuted.Evidence.Reasons);
        (read.Decision.Evidence.Nearest! with { Differs = [] }).ShouldBe(
            Refuted.Evidence.Nearest! with
            {
                Differs = [],
            }
        );
        read.Decision.Evidence.Nearest.Differs.ShouldBe(Refuted.Evidence.Nearest!.Differs);
        read.Decision.Evidence.Channels.ShouldBe(Refuted.Evidence.Channels);
        (read.Decision.Evidence.Score, read.Decision.Evidence.Threshold, read.Decision.Evidence.Rule).ShouldBe(
            (0.02f, 0.1f, "verifier 1")
        );
        (await Store.Alarms.FindAsync("p1/1/a-18", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_verdicts_on_one_alarm_the_first_stands_and_so_does_the_first_acknowledgement()
    {
        var raised = Raised("a", Noon);
        var first = raised with
        {
            Decision = Refuted with { Verdict = Verdict.Confirmed },
            AcknowledgedAt = Noon.AddSeconds(3),
            AcknowledgedBy = "N. Night",
        };
        await Store.Alarms.WriteAsync(raised, null, Stop);
        await Store.Alarms.WriteAsync(first, null, Stop);

        await Store.Alarms.WriteAsync(
            raised with
            {
                Decision = Refuted,
                Silent = true,
                EndedAt = Noon.AddSeconds(9),
            },
            null,
            Stop
        );
        await Store.Alarms.WriteAsync(
            raised with
            {
                AcknowledgedAt = Noon.AddSeconds(5),
                AcknowledgedBy = "N. Day",
            },
            null,
            Stop
        );

        var read = (await Store.Alarms.FindAsync("a", Stop))!;
        (read.Decision!.Verdict, read.Silent, read.AcknowledgedBy, read.AcknowledgedAt).ShouldBe(
            (Verdict.Confirmed, false, "N. Night", Noon.AddSeconds(3))
        );
    }

    [Fact]
    public async Task Two_activations_that_decide_the_same_alarms_at_once_leave_one_verdict_and_one_audit_entry_each()
    {
        await using var other = await OpenAsync();
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"a{i}")];

        await Task.WhenAll(
            ids.SelectMany(id =>
                new[]
                {
                    Store.Alarms.WriteAsync(Raised(id, Noon) with { Decision = Refuted }, null, Stop).AsTask(),
                    other
                        .Alarms.WriteAsync(
                            Raised(id, Noon) with
                            {
                                Decision = Refuted with { Verdict = Verdict.Confirmed },
                            },
                            null,
                            Stop
                        )
                        .AsTask(),
                }
            )
        );

        var entries = (await Store.Audit.ReadAsync(0, 100, Stop))
            .Select(r => r.Entry)
            .Where(e => e.What == "alarm.decided")
            .ToDictionary(e => e.Subject);
        entries.Keys.ShouldBe(ids, ignoreOrder: true);
        foreach (var id in ids)
            entries[id].Detail.ShouldContain($"{(await Store.Alarms.FindAsync(id, Stop))!.Decision!.Verdict}");
        (await Store.Audit.VerifyAsync(null, Stop)).Broken.ShouldBeNull();
    }

    [Fact]
    public async Task A_strip_comes_back_sample_by_sample_and_stays_when_the_alarm_is_written_again()
    {
        var ecg = new StripChannel(
            new(0, "II", 131330, 250, "mV", 200, 12.5),
            75_000,
            [1, 2, ChannelDeclaration.Missing, short.MaxValue, short.MinValue + 1, 0, -1]
        );
        var empty = new StripChannel(new(3, "Pleth \u00B5", 150452, 62.5, "", 1, 0), 0, []);
        var alarm = Raised("a", Noon);
        await Store.Alarms.WriteAsync(alarm, new("a", 300.25, [ecg, empty]), Stop);
        await Store.Alarms.WriteAsync(alarm with { EndedAt = Noon }, null, Stop);

        var strip = (await Store.Alarms.StripAsync("a", Stop))!;
        strip.AlarmSeconds.ShouldBe(300.25);
        strip.Channels.Length.ShouldBe(2);
        strip.Channels[0].Declaration.ShouldBe(ecg.Declaration);
        strip.Channels[0].Start.ShouldBe(75_000);
        strip.Channels[0].Samples.ShouldBe(ecg.Samples);
        strip.Channels[1].Declaration.ShouldBe(empty.Declaration);
        strip.Channels[1].Samples.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_strip_that_is_written_again_replaces_the_first()
    {
        var channel = new StripChannel(new(0, "II", 131330, 250, "mV", 200, 0), 0, [1, 2, 3]);
        await Store.Alarms.WriteAsync(Raised("a", Noon), new("a", 1, [channel, channel]), Stop);
        await Store.Alarms.WriteAsync(Raised("a", Noon), new("a", 2, [channel with { Samples = [4, 5] }]), Stop);

        var strip = (await Store.Alarms.StripAsync("a", Stop))!;
        strip.AlarmSeconds.ShouldBe(2);
        strip.Channels.Single().Samples.ShouldBe([4, 5]);
    }

    [Fact]
    public async Task An_alarm_without_a_strip_has_none_and_a_strip_may_be_empty()
    {
        await Store.Alarms.WriteAsync(Raised("a", Noon), null, Stop);
        await Store.Alarms.WriteAsync(Raised("b", Noon), new("b", 3, []), Stop);

        (await Store.Alarms.StripAsync("a", Stop)).ShouldBeNull();
        (await Store.Alarms.StripAsync("b", Stop))!.Channels.ShouldBeEmpty();
    }

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

    [Fact]
    public async Task Every_verdict_of_a_nurse_is_kept_oldest_first()
    {
        await Store.Alarms.WriteAsync(Raised("a", Noon), null, Stop);
        AlarmReview[] reviews =
        [
            new("a", NurseVerdict.Unsure, "N. Night", Noon.AddMinutes(5), null),
            new("a", NurseVerdict.False, "N. Day", Noon.AddMinutes(1), "tooth brushing"),
        ];
        foreach (var review in reviews)
            await Store.Alarms.ReviewAsync(review, Stop);

        (await Store.Alarms.ReviewsAsync("a", Stop)).ShouldBe(reviews);
        (await Store.Alarms.ReviewsAsync("b", Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_nurses_verdict_is_in_the_audit_trail_as_soon_as_it_is_in_the_book()
    {
        await Store.Alarms.WriteAsync(Raised("a", Noon), null, Stop);
        await Store.Alarms.ReviewAsync(new("a", NurseVerdict.False, "N. Night", Noon, "tooth brushing"), Stop);

        (await Store.Audit.ReadAsync(0, 10, Stop))
            .Select(r => r.Entry)
            .ShouldBe([new(Noon, "N. Night", "alarm.reviewed", "a", "False")]);
    }

    [Fact]
    public async Task An_alarm_that_is_not_in_the_book_cannot_be_reviewed()
    {
        var refused = await Should.ThrowAsync<RecordException>(async () =>
            await Store.Alarms.ReviewAsync(new("x", NurseVerdict.True, "N.", Noon, null), Stop)
        );

        refused.Message.ShouldBe("alarm x is not in the alarm log, so it cannot be reviewed");
        (await Store.Audit.ReadAsync(0, 10, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_grains_state_is_written_only_over_the_version_that_was_read()
    {
        (await Store.GrainStates.ReadAsync("patient", "p1", Stop)).ShouldBeNull();
        var first = await Store.GrainStates.WriteAsync("patient", "p1", "1", null, Stop);
        var second = await Store.GrainStates.WriteAsync("patient", "p1", "2", first, Stop);

        (await Store.GrainStates.WriteAsync("patient", "p1", "late", first, Stop)).ShouldBeNull();
        (await Store.GrainStates.WriteAsync("patient", "p1", "unread", null, Stop)).ShouldBeNull();
        (await Store.GrainStates.ReadAsync("patient", "p1", Stop)).ShouldBe(new("2", second!.Value));
        (await Store.GrainStates.ReadAsync("ward", "p1", Stop)).ShouldBeNull();
        (await Store.GrainStates.ReadAsync("patient", "p2", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_grains_state_is_forgotten_only_by_who_read_its_newest_version()
    {
        var first = await Store.GrainStates.WriteAsync("patient", "p1", "1", null, Stop);
        var second = await Store.GrainStates.WriteAsync("patient", "p1", "2", first, Stop);

        (await Store.GrainStates.ClearAsync("patient", "p1", first, Stop)).ShouldBeFalse();
        (await Store.GrainStates.ClearAsync("patient", "p1", null, Stop)).ShouldBeFalse();
        (await Store.GrainStates.ClearAsync("patient", "p1", second, Stop)).ShouldBeTrue();
        (await Store.GrainStates.ReadAsync("patient", "p1", Stop)).ShouldBeNull();
        (await Store.GrainStates.ClearAsync("patient", "p1", null, Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_patients_state_is_loaded_as_it_was_last_saved()
    {
        (await Store.States.LoadAsync("p1", Stop)).ShouldBeNull();
        var state = new PatientState(
            "p1",
            AlarmLimits.For(AgeBand.Neonate),
            [Raised("a", Noon.AddTicks(3))],
            [Raised("b", Noon) with { Decision = Refuted }],
            Noon
        );
        await Store.States.SaveAsync(state with { Open = [] }, Stop);
        await Store.States.SaveAsync(state, Stop);

        var loaded = (await Store.States.LoadAsync("p1", Stop))!;
        loaded.Limits.ShouldBe(state.Limits);
        loaded.Open.ShouldBe(state.Open);
        loaded.Unrecorded.Single().Decision!.Evidence.Channels.ShouldBe(Refuted.Evidence.Channels);
        loaded.SavedAt.ShouldBe(Noon);
    }

    [Fact]
    public async Task A_minute_comes_back_as_it_was_written_and_what_is_missing_stays_missing()
    {
        var minute = MinuteOf("p1", Noon) with
        {
            Vitals = new(71.5f, null, 96, 14.25f, 121, null, null),
            Channels =
            [
                new("II", 131330, 60, 41, QualityIssues.Flat),
                new("Pleth \u00B5", 150452, 0, 0, QualityIssues.None),
                new("", 0, 60, 0, QualityIssues.UnlikeBeats),
            ],
        };
        await Store.Minutes.WriteAsync([minute], Stop);

        var read = (await Store.Minutes.ReadAsync("p1", Noon, Noon.AddMinutes(1), Stop)).ShouldHaveSingleItem();
        (read with { Channels = [] }).ShouldBe(minute with { Channels = [] });
        read.Channels.ShouldBe(minute.Channels);
    }

    [Fact]
    public async Task Minutes_are_read_by_patient_and_time_oldest_first_and_follow_the_patient_to_another_bed()
    {
        MinuteValues[] minutes =
        [
            MinuteOf("p1", Noon.AddMinutes(2)) with
            {
                Bed = "ICU-2",
            },
            MinuteOf("p1", Noon),
            MinuteOf("p2", Noon.AddMinutes(1)),
            MinuteOf("p1", Noon.AddMinutes(1)),
        ];
        await Store.Minutes.WriteAsync(minutes, Stop);

        (await ReadAsync("p1", 0, 60)).ShouldBe([(0, "ICU-1"), (1, "ICU-1"), (2, "ICU-2")]);
        (await ReadAsync("p1", 1, 2)).ShouldBe([(1, "ICU-1")]);
        (await ReadAsync("p2", 0, 60)).ShouldBe([(1, "ICU-1")]);
        (await ReadAsync("p3", 0, 60)).ShouldBeEmpty();
        var ward = await Store.Minutes.ReadAsync(["p2", "p3", "p1"], Noon, Noon.AddMinutes(2), Stop);
        ward.Select(m => m.PatientId).ShouldBe(["p1", "p1", "p2"], ignoreOrder: true);
        ward.Select(m => m.Minute).ShouldBeInOrder();
        (await Store.Minutes.ReadAsync([], Noon, Noon.AddMinutes(2), Stop)).ShouldBeEmpty();

        async Task<(int, string)[]> ReadAsync(string patient, int from, int to) =>
            [
                .. (await Store.Minutes.ReadAsync(patient, Noon.AddMinutes(from), Noon.AddMinutes(to), Stop)).Select(
                    m => ((int)(m.Minute - Noon).TotalMinutes, m.Bed)
                ),
            ];
    }

    [Fact]
    public async Task A_minute_that_is_written_again_replaces_the_first_also_within_one_write()
    {
        await Store.Minutes.WriteAsync([MinuteOf("p1", Noon, 60)], Stop);
        await Store.Minutes.WriteAsync([MinuteOf("p1", Noon, 70), MinuteOf("p1", Noon, 80)], Stop);

        (await Store.Minutes.ReadAsync("p1", Noon, Noon.AddHours(1), Stop))
            .ShouldHaveSingleItem()
            .Vitals.HeartRate.ShouldBe(80);
    }

    [Fact]
    public async Task Minutes_are_kept_for_eight_days()
    {
        await Store.Minutes.WriteAsync([MinuteOf("p1", Noon), MinuteOf("p2", Noon.AddMinutes(1))], Stop);

        await Store.Minutes.WriteAsync([MinuteOf("p1", Noon.AddDays(8).AddMinutes(1))], Stop);

        (await Store.Minutes.ReadAsync("p1", Noon, Noon.AddDays(9), Stop))
            .ShouldHaveSingleItem()
            .Minute.ShouldBe(Noon.AddDays(8).AddMinutes(1));
        (await Store.Minutes.ReadAsync("p2", Noon, Noon.AddDays(9), Stop)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_minute_of_a_thousand_beds_is_one_write()
    {
        await Store.Minutes.WriteAsync(
            [.. Enumerable.Range(0, 1001).Select(bed => MinuteOf($"p{bed}", Noon, bed))],
            Stop
        );

        foreach (var bed in new[] { 0, 99, 100, 999, 1000 })
            (await Store.Minutes.ReadAsync($"p{bed}", Noon, Noon.AddMinutes(1), Stop))
                .ShouldHaveSingleItem()
                .Vitals.HeartRate.ShouldBe(bed);
    }

    [Fact]
    public async Task Text_that_a_device_should_not_send_is_kept_as_far_as_it_is_text()
    {
        var alarm = Raised("a\0b", Noon) with { Text = "V\0T \uD83D \u2665\uFE0F" };
        await Store.Alarms.WriteAsync(alarm, null, Stop);

        (await Store.Alarms.FindAsync("a\0b", Stop))!.Text.ShouldBe("V\uFFFDT \uFFFD \u2665\uFE0F");
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_store_is_opened_again()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        await Store.Alarms.WriteAsync(Raised("a", Noon), null, Stop);
        await Store.DisposeAsync();

        await using var again = await OpenAsync();

        (await again.Devices.FindAsync("mon-1", Stop)).ShouldBe(Device("mon-1"));
        (await again.Alarms.FindAsync("a", Stop)).ShouldBe(Raised("a", Noon));
        await Should.ThrowAsync<RecordException>(async () =>
            await Store.Alarms.WriteAsync(Raised("b", Noon), null, Stop)
        );
    }

    [Fact]
    public async Task Among_many_writes_at_once_only_the_wrong_one_fails()
    {
        await Store.Devices.RegisterAsync(Device("mon-1"), Stop);
        var writes = Enumerable
            .Range(0, 300)
            .Select(i => Store.Alarms.WriteAsync(Raised($"a{i}", Noon.AddSeconds(i)), null, Stop).AsTask())
            .ToList();
        var wrong = Store.Devices.BindAsync(Bound("mon-9", "ICU-9", "p9"), Stop).AsTask();
        writes.AddRange(
            Enumerable
                .Range(300, 300)
                .Select(i => Store.Alarms.WriteAsync(Raised($"a{i}", Noon.AddSeconds(i)), null, Stop).AsTask())
        );

        await Task.WhenAll(writes);
        await Should.ThrowAsync<RecordException>(wrong);

        (await Store.Alarms.AlarmsAsync(new(Limit: 1000), Stop)).Length.ShouldBe(600);
    }

    [Fact]
    public async Task A_write_that_is_given_up_before_its_turn_is_not_done()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await Store.Alarms.WriteAsync(Raised("a", Noon), null, given.Token)
        );

        (await Store.Alarms.FindAsync("a", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Two_programs_may_open_an_empty_store_at_once_and_both_write()
    {
        await using var second = await OpenAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    (i % 2 == 0 ? Store : second)
                        .Audit.RecordAsync(new(Noon, "N.", "alarm.reviewed", $"a{i}", ""), Stop)
                        .AsTask()
                )
        );

        var found = await Store.Audit.VerifyAsync(null, Stop);
        found.Broken.ShouldBeNull();
        found.Head.Sequence.ShouldBe(40);
    }

    [Fact]
    public async Task A_store_of_a_newer_WardGrid_is_refused_in_words()
    {
        await Store.DisposeAsync();
        await TamperAsync("INSERT INTO schema_versions (version, applied_at) VALUES (99, 0)");

        var refused = await Should.ThrowAsync<RecordException>(OpenAsync);

        refused.Message.ShouldContain("was written by a newer WardGrid: its tables have version 99");
    }

    [Fact]
    public async Task The_audit_trail_is_one_unbroken_chain()
    {
        AuditEntry[] entries =
        [
            new(Noon, "N. Night", "alarm.reviewed", "a", "false"),
            new(Noon.AddTicks(7), "WardGrid", "device.bound", "mon-1", "ICU-1 \0"),
        ];
        foreach (var entry in entries)
            await Store.Audit.RecordAsync(entry, Stop);

        var found = await Store.Audit.VerifyAsync(null, Stop);
        found.Broken.ShouldBeNull();
        found.Head.Sequence.ShouldBe(2);
        var records = await Store.Audit.ReadAsync(after: 0, limit: 10, Stop);
        records[0].Entry.ShouldBe(entries[0]);
        records[1].Entry.ShouldBe(entries[1] with { At = Noon, Detail = "ICU-1 \uFFFD" });
        (await Store.Audit.ReadAsync(after: 1, limit: 10, Stop)).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("UPDATE audit SET detail = 'x' WHERE sequence = 2")]
    [InlineData("DELETE FROM audit WHERE sequence = 2")]
    public async Task The_database_refuses_to_change_the_audit_trail(string statement)
    {
        await WriteThreeAsync();

        (await Should.ThrowAsync<System.Data.Common.DbException>(() => TamperAsync(statement))).Message.ShouldContain(
            "append-only"
        );
    }

    [Theory]
    [InlineData("UPDATE audit SET detail = 'x' WHERE sequence = 2", "entry 2 was changed")]
    [InlineData("UPDATE audit SET at = at + 1 WHERE sequence = 3", "entry 3 was changed")]
    [InlineData("DELETE FROM audit WHERE sequence = 2", "entry 2 is missing")]
    [InlineData("DELETE FROM audit WHERE sequence = 1", "entry 1 is missing")]
    [InlineData("DELETE FROM audit WHERE sequence = 3", "its end was cut off")]
    [InlineData("UPDATE audit SET actor = 'detail', detail = actor WHERE sequence = 1", "entry 1 was changed")]
    public async Task Who_gets_around_that_is_found_out(string statement, string words)
    {
        await WriteThreeAsync();
        var noted = (await Store.Audit.VerifyAsync(null, Stop)).Head;
        foreach (var trigger in UnguardAudit)
            await TamperAsync(trigger);
        await TamperAsync(statement);

        var found = await Store.Audit.VerifyAsync(noted, Stop);

        found.Intact.ShouldBeFalse();
        found.Broken!.ShouldContain(words);
    }

    [Fact]
    public async Task A_trail_that_was_made_anew_does_not_fit_the_noted_head()
    {
        await WriteThreeAsync();
        var noted = new WardGrid.Records.Audit.AuditHead(2, new string('0', 64));

        (await Store.Audit.VerifyAsync(noted, Stop)).Broken.ShouldBe(
            "entry 2 has another hash than was noted: the trail was made anew up to there"
        );
    }

    [Fact(Timeout = 300_000)]
    public async Task A_writer_that_is_killed_loses_nothing_that_was_acknowledged()
    {
        await Store.DisposeAsync();
        var acknowledged = await KilledWriter.RunAsync(Address, untilAcknowledged: 200, Stop);
        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(200);

        await using var again = await OpenAsync();

        var alarms = (await again.Alarms.AlarmsAsync(new(Limit: int.MaxValue), Stop)).Select(a => a.Id).ToHashSet();
        acknowledged.Where(id => !alarms.Contains(id)).ShouldBeEmpty();
        var trail = (await again.Audit.ReadAsync(0, int.MaxValue, Stop)).Select(r => r.Entry.Subject).ToHashSet();
        acknowledged.Where(id => !trail.Contains(id)).ShouldBeEmpty();
        (await again.Audit.VerifyAsync(null, Stop)).Broken.ShouldBeNull();
    }

    /// <summary>Takes away what keeps the audit trail from being changed.</summary>
    protected abstract ImmutableArray<string> UnguardAudit { get; }

    private async Task WriteThreeAsync()
    {
        for (var i = 1; i <= 3; i++)
            await Store.Audit.RecordAsync(new(Noon, "N. Night", "alarm.reviewed", $"a{i}", "true"), Stop);
    }
}
