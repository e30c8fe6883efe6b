using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Records;

/// <summary>Alarms and their strips.</summary>
public abstract partial class RecordsContract
{
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
    public async Task A_second_verdict_stands_beside_the_first_and_is_audited_once()
    {
        var decided = Raised("a", Noon) with { Decision = Refuted, Silent = true };
        await Store.Alarms.WriteAsync(decided, null, Stop);
        var second = new SecondVerdict(Refuted with { Verdict = Verdict.Confirmed }, Noon.AddSeconds(30));

        await Store.Alarms.WriteAsync(decided with { Second = second, Silent = false }, null, Stop);
        await Store.Alarms.WriteAsync(decided with { Silent = false, EndedAt = Noon.AddSeconds(40) }, null, Stop);
        await Store.Alarms.WriteAsync(
            decided with
            {
                Second = second with { Decision = Refuted with { Verdict = Verdict.Undecided } },
                Silent = false,
            },
            null,
            Stop
        );

        var read = (await Store.Alarms.FindAsync("a", Stop))!;
        (read.Decision!.Verdict, read.Second!.Decision.Verdict, read.Second.At, read.Silent).ShouldBe(
            (Verdict.Refuted, Verdict.Confirmed, Noon.AddSeconds(30), false)
        );
        read.Second.Decision.Evidence.Reasons.ShouldBe(Refuted.Evidence.Reasons);
        var entries = (await Store.Audit.ReadAsync(0, 100, Stop)).Select(r => r.Entry).ToArray();
        entries.Select(e => e.What).ShouldBe(["alarm.decided", "alarm.revised"]);
        entries[1].Detail.ShouldContain("Refuted to Confirmed");
        (await Store.Alarms.AlarmsAsync(new() { Verdict = Verdict.Confirmed }, Stop)).ShouldHaveSingleItem();
        (await Store.Alarms.AlarmsAsync(new() { Verdict = Verdict.Refuted }, Stop)).ShouldBeEmpty();
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
}
