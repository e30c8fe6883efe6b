using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Records;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Records;

/// <summary>The contract of every store of records; each test runs on each store.</summary>
public abstract partial class RecordsContract : IAsyncLifetime
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
}
