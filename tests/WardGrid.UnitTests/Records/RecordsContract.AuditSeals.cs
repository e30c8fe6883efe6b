using Shouldly;
using WardGrid.Patients.Records;
using WardGrid.Records;

namespace WardGrid.UnitTests.Records;

/// <summary>Old entries leave the audit trail as sealed segments, and the chain stays whole.</summary>
public abstract partial class RecordsContract
{
    private const string ForgedSeal = """
        INSERT INTO audit_seals
        SELECT 1, 1, 2, 0, 0, hash, hash, 'x', hash, 0, 'x', 3, hash FROM audit WHERE sequence = 2
        """;

    [Fact]
    public async Task A_sealed_segment_leaves_the_trail_and_the_chain_goes_on()
    {
        await WriteThreeAsync();
        var head = await Store.Audit.HeadAsync(Stop);
        var segment = await SealAsync(2);

        var left = await Store.Audit.ReadAsync(0, 10, Stop);
        left.Select(r => r.Sequence).ShouldBe([3, 4]);
        Convert.ToHexStringLower(left[0].Before.AsSpan()).ShouldBe(segment.Head.Hash);
        left[1].Entry.What.ShouldBe("audit.sealed");
        left[1].Entry.By.ShouldBe("keeper");
        left[1].Entry.Subject.ShouldBe("segment-1");
        left[1].Entry.Detail.ShouldContain("entries 1 to 2, from 2026-03-01 12:00:00Z");
        var found = await Store.Audit.VerifyAsync(head, Stop);
        found.Broken.ShouldBeNull();
        (found.SealedUpTo, found.Head.Sequence).ShouldBe((2, 4));
        found.Seals.ShouldHaveSingleItem().Segment.ShouldBe(segment);
        (await Store.Audit.NewestSealAsync(Stop)).ShouldBe(found.Seals[0]);
    }

    [Fact]
    public async Task Seals_follow_each_other_and_the_last_one_proves_them_all()
    {
        await WriteThreeAsync();
        await SealAsync(2);
        await SealAsync(3);
        await Store.DisposeAsync();
        await using var again = await OpenAsync();
        await again.Audit.RecordAsync(new(Noon, "N. Night", "alarm.reviewed", "a6", "true"), Stop);

        var found = await again.Audit.VerifyAsync(null, Stop);

        found.Broken.ShouldBeNull();
        found
            .Seals.Select(s => (s.Number, s.Segment.First, s.Segment.Last, s.Entry))
            .ShouldBe([(1, 1, 2, 4), (2, 3, 3, 5)]);
        found.Head.Sequence.ShouldBe(6);
        (await again.Audit.ReadAsync(0, 10, Stop))[0].Sequence.ShouldBe(4);
    }

    [Fact]
    public async Task Every_entry_may_be_sealed_and_the_one_about_the_seal_stays()
    {
        await WriteThreeAsync();
        await SealAsync(3);

        (await Store.Audit.ReadAsync(0, 10, Stop)).ShouldHaveSingleItem().Entry.What.ShouldBe("audit.sealed");
        (await Store.Audit.VerifyAsync(null, Stop)).Broken.ShouldBeNull();
    }

    [Fact]
    public async Task A_segment_is_sealed_once_only_and_never_another_one_than_the_trail_holds()
    {
        await WriteThreeAsync();
        var segment = await SealAsync(2);
        var next = await SegmentAsync(3);

        (await RefusedAsync(segment)).ShouldContain("Another run has sealed it");
        (await RefusedAsync(next with { Head = new(3, new('0', 64)) })).ShouldContain("is not the last one of");
        (await RefusedAsync(next with { Head = new(9, new('0', 64)) })).ShouldContain("is not the last one of");
        (await Store.Audit.VerifyAsync(null, Stop)).Head.Sequence.ShouldBe(4);
    }

    [Fact]
    public async Task A_segment_is_sealed_while_another_program_appends()
    {
        await WriteThreeAsync();
        await using var server = await OpenAsync();
        var appended = Enumerable
            .Range(0, 60)
            .Select(i => server.Audit.RecordAsync(new(Noon, "N.", "alarm.reviewed", $"b{i}", ""), Stop).AsTask())
            .ToList();
        await SealAsync(1);
        await SealAsync(2);
        await Task.WhenAll(appended);
        await server.Audit.RecordAsync(new(Noon, "N.", "alarm.reviewed", "c", ""), Stop);

        var found = await Store.Audit.VerifyAsync(null, Stop);
        found.Broken.ShouldBeNull();
        (found.SealedUpTo, found.Head.Sequence).ShouldBe((2, 66));
    }

    [Theory]
    [InlineData("DELETE FROM audit WHERE sequence = 3")]
    [InlineData("DELETE FROM audit WHERE sequence = 4")]
    [InlineData("DELETE FROM audit")]
    [InlineData("UPDATE audit_seals SET last_sequence = 4")]
    [InlineData("DELETE FROM audit_seals")]
    public async Task The_database_lets_no_other_entry_go_and_keeps_its_seals(string statement)
    {
        await WriteThreeAsync();
        await SealAsync(2);

        (await Should.ThrowAsync<System.Data.Common.DbException>(() => TamperAsync(statement))).Message.ShouldContain(
            "append-only"
        );
        (await Store.Audit.VerifyAsync(null, Stop)).Broken.ShouldBeNull();
    }

    [Fact]
    public async Task A_seal_that_no_entry_records_lets_nothing_go_and_is_found_out()
    {
        await WriteThreeAsync();
        await TamperAsync(ForgedSeal);

        await Should.ThrowAsync<System.Data.Common.DbException>(() =>
            TamperAsync("DELETE FROM audit WHERE sequence = 1")
        );
        (await Store.Audit.VerifyAsync(null, Stop)).Broken!.ShouldContain("seal 1");
    }

    [Theory]
    [InlineData("UPDATE audit_seals SET file_hash = before_hash", "seal 1 was changed or forged")]
    [InlineData("UPDATE audit_seals SET sealed_by = 'nobody'", "seal 1 was changed or forged")]
    [InlineData("UPDATE audit_seals SET first_sequence = 2", "seal 1 does not begin where")]
    [InlineData("DELETE FROM audit_seals", "entry 1 is missing")]
    [InlineData("DELETE FROM audit WHERE sequence = 3", "entry 3 is missing")]
    [InlineData("DELETE FROM audit WHERE sequence = 4", "seal 1 is forged: no entry of the trail records it")]
    [InlineData("UPDATE audit SET detail = 'x' WHERE sequence = 4", "entry 4 was changed")]
    public async Task Who_gets_around_the_seals_is_found_out(string statement, string words)
    {
        await WriteThreeAsync();
        await SealAsync(2);
        foreach (var trigger in UnguardAudit)
            await TamperAsync(trigger);
        await TamperAsync(statement);

        (await Store.Audit.VerifyAsync(null, Stop)).Broken!.ShouldContain(words);
    }

    [Fact]
    public async Task A_head_that_was_noted_still_counts_at_the_end_of_a_segment_and_after_it()
    {
        await WriteThreeAsync();
        var segment = await SealAsync(2);
        var other = new string('a', 64);

        (await Store.Audit.VerifyAsync(segment.Head, Stop)).Broken.ShouldBeNull();
        (await Store.Audit.VerifyAsync(new(2, other), Stop)).Broken!.ShouldContain("entry 2 has another hash");
        (await Store.Audit.VerifyAsync(new(3, other), Stop)).Broken!.ShouldContain("entry 3 has another hash");
        (await Store.Audit.VerifyAsync(new(9, other), Stop)).Broken!.ShouldContain("its end was cut off");
    }

    protected async Task<AuditSegment> SegmentAsync(long last)
    {
        var entries = await Store.Audit.ReadAsync(0, (int)last, Stop);
        var (first, end) = (entries[0], entries.Single(e => e.Sequence == last));
        return new(
            new(first.Sequence - 1, Convert.ToHexStringLower(first.Before.AsSpan())),
            new(last, Convert.ToHexStringLower(end.Hash.AsSpan())),
            first.Entry.At,
            end.Entry.At,
            $"segment-{first.Sequence}",
            new string('f', 64)
        );
    }

    private async Task<AuditSegment> SealAsync(long last)
    {
        var segment = await SegmentAsync(last);
        await Store.Audit.SealAsync(segment, "keeper", Noon, Stop);
        return segment;
    }

    private async Task<string> RefusedAsync(AuditSegment segment) =>
        (
            await Should.ThrowAsync<RecordException>(async () =>
                await Store.Audit.SealAsync(segment, "keeper", Noon, Stop)
            )
        ).Message;
}
