using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Shouldly;
using WardGrid.Records;

namespace WardGrid.UnitTests.Records;

public sealed class SqliteRecordsTests : RecordsContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-records-").FullName;

    protected override ImmutableArray<string> UnguardAudit =>
        [
            "DROP TRIGGER audit_is_never_changed",
            "DROP TRIGGER audit_is_never_shortened",
            "DROP TRIGGER audit_seals_are_never_changed",
            "DROP TRIGGER audit_seals_are_never_removed",
        ];

    [Fact]
    public async Task A_file_that_is_something_else_is_refused_in_words_and_left_as_it_is()
    {
        var path = Path.Combine(_folder, "letter.db");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("Dear colleague, ", 500)), Stop);

        var refused = await Should.ThrowAsync<RecordException>(async () =>
            await RecordStore.OpenAsync(path, TimeProvider.System, Stop)
        );

        refused.Message.ShouldContain("not a database of WardGrid");
        refused.Message.ShouldContain(path);
        (await File.ReadAllTextAsync(path, Stop)).ShouldStartWith("Dear colleague");
    }

    [Theory]
    [InlineData("REPLACE INTO audit SELECT * FROM audit WHERE sequence = 2")]
    [InlineData("REPLACE INTO audit_seals SELECT * FROM audit_seals")]
    [InlineData("INSERT INTO audit SELECT 1, at, actor, what, subject, detail, hash, origin FROM audit LIMIT 1")]
    public async Task The_database_refuses_to_replace_an_entry_or_a_seal(string statement)
    {
        await WriteThreeAsync();
        await Store.Audit.SealAsync(await SegmentAsync(1), "keeper", Noon, Stop);

        (await Should.ThrowAsync<SqliteException>(() => TamperAsync(statement))).Message.ShouldContain("append-only");
        (await Store.Audit.VerifyAsync(null, Stop)).Broken.ShouldBeNull();
    }

    [Fact]
    public async Task A_damaged_file_is_refused_in_words()
    {
        for (var i = 0; i < 100; i++)
            await Store.Alarms.WriteAsync(Raised($"alarm {i}", Noon.AddSeconds(i)), null, Stop);
        await Store.DisposeAsync();
        await using (var file = File.Open(Address, FileMode.Open))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }

        var refused = await Should.ThrowAsync<RecordException>(OpenAsync);

        refused.Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task A_place_where_no_file_can_be_is_refused_in_words()
    {
        var refused = await Should.ThrowAsync<RecordException>(async () =>
            await RecordStore.OpenAsync(_folder, TimeProvider.System, Stop)
        );

        refused.Message.ShouldContain("cannot be opened");
    }

    [Fact]
    public async Task The_folder_of_a_new_store_is_made()
    {
        var path = Path.Combine(_folder, "ward", "data", "records.db");

        await using var store = await RecordStore.OpenAsync(path, TimeProvider.System, Stop);

        File.Exists(path).ShouldBeTrue();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override Task<string> NewStoreAsync() => Task.FromResult(Path.Combine(_folder, "records.db"));

    protected override async Task TamperAsync(string statement)
    {
        await using var connection = new SqliteConnection($"Data Source={Address};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(Stop);
    }
}
