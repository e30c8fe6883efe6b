using System.Collections.Immutable;
using Shouldly;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.UnitTests.Records;

/// <summary>The audit trail, which nobody can change unnoticed.</summary>
public abstract partial class RecordsContract
{
    [Fact]
    public async Task The_audit_trail_is_one_unbroken_chain()
    {
        AuditEntry[] entries =
        [
            new(Noon, "N. Night", "alarm.reviewed", "a", "false"),
            new(Noon.AddTicks(7), new Actor("b.smith", "10.0.0.7"), "device.bound", "mon-1", "ICU-1 \0"),
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
    [InlineData("UPDATE audit SET origin = '10.0.0.8' WHERE sequence = 2", "entry 2 was changed")]
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
        var noted = new AuditHead(2, new string('0', 64));

        (await Store.Audit.VerifyAsync(noted, Stop)).Broken.ShouldBe(
            "entry 2 has another hash than was noted: the trail was made anew up to there"
        );
    }

    [Fact]
    public async Task A_whole_chain_that_was_rewritten_is_intact_in_itself_and_does_not_fit_the_noted_head()
    {
        await WriteThreeAsync();
        var noted = await Store.Audit.HeadAsync(Stop);
        foreach (var trigger in UnguardAudit)
            await TamperAsync(trigger);
        await TamperAsync("DELETE FROM audit");
        for (var i = 1; i <= 4; i++)
            await Store.Audit.RecordAsync(new(Noon, "N. Day", "alarm.reviewed", $"a{i}", "true"), Stop);

        (await Store.Audit.VerifyAsync(null, Stop)).Intact.ShouldBeTrue();
        (await Store.Audit.VerifyAsync(noted, Stop)).Broken!.ShouldContain("the trail was made anew up to there");
    }

    [Fact]
    public async Task The_head_is_the_number_and_hash_of_the_newest_entry()
    {
        (await Store.Audit.HeadAsync(Stop)).ShouldBe(new(0, new string('0', 64)));
        await WriteThreeAsync();

        (await Store.Audit.HeadAsync(Stop)).ShouldBe((await Store.Audit.VerifyAsync(null, Stop)).Head);
    }

    /// <summary>Takes away what keeps the audit trail from being changed.</summary>
    protected abstract ImmutableArray<string> UnguardAudit { get; }

    protected async Task WriteThreeAsync()
    {
        for (var i = 1; i <= 3; i++)
            await Store.Audit.RecordAsync(new(Noon, "N. Night", "alarm.reviewed", $"a{i}", "true"), Stop);
    }
}
