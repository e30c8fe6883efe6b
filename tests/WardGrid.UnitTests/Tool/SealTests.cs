using System.CommandLine;
using Shouldly;
using WardGrid.Records;
using WardGrid.Tool;
using WardGrid.Tool.Audit;

namespace WardGrid.UnitTests.Tool;

/// <summary><c>audit seal</c>, and what <c>verify audit</c> says of a trail with sealed segments.</summary>
public sealed class SealTests : IDisposable
{
    private static readonly DateTimeOffset Long = new(2019, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-seal-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string StorePath => Path.Combine(_folder, "wardgrid.db");

    private string Segments => Directory.CreateDirectory(Path.Combine(_folder, "segments")).FullName;

    private string First => Path.Combine(Segments, "wardgrid-audit-from-0000000001.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Old_entries_go_into_a_file_that_proves_itself_and_the_trail_goes_on()
    {
        await RecordAsync(Long, 4);
        await RecordAsync(DateTimeOffset.UtcNow, 2);

        var said = await SealAsync("--keep-years", "6");

        said.ShouldContain("sealed: entries 1 to 4, of 2019-05-01 to 2019-05-01");
        said.ShouldContain("the trail begins with entry 5 now");
        said.ShouldContain($"head to note elsewhere: {await HeadAsync()}");
        (await HeadAsync()).ShouldStartWith("7:");
        (await VerifyAsync("--export", First)).ShouldBe(0);
        (await VerifyAsync("--export", First, "--store", StorePath)).ShouldBe(0);
        (await VerifyAsync("--store", StorePath)).ShouldBe(0);
        (await VerifyAsync("--store", StorePath, "--segments", Segments)).ShouldBe(0);
        Directory.GetFiles(Segments, "wardgrid*").ShouldBe([First]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(First).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_second_segment_continues_the_first_and_both_are_needed()
    {
        await RecordAsync(Long, 3);
        await RecordAsync(Long.AddYears(1), 3);
        await RecordAsync(DateTimeOffset.UtcNow, 1);
        await SealAsync("--before", "2020-01-01");
        await SealAsync("--before", "2021-01-01");
        var second = Path.Combine(Segments, "wardgrid-audit-from-0000000004.json");
        (await VerifyAsync("--store", StorePath, "--segments", Segments)).ShouldBe(0);
        (await VerifyAsync("--export", second, "--store", StorePath)).ShouldBe(0);

        File.Delete(First);

        (await VerifyAsync("--store", StorePath, "--segments", Segments)).ShouldBe(1);
        (await VerifyAsync("--store", StorePath)).ShouldBe(0);
    }

    [Fact]
    public async Task A_segment_that_was_changed_is_found_out()
    {
        await RecordAsync(Long, 3);
        await SealAsync("--before", "2020-01-01");
        await File.WriteAllTextAsync(
            First,
            (await File.ReadAllTextAsync(First, Stop)).Replace("\"a1\"", "\"a9\""),
            Stop
        );

        (await VerifyAsync("--store", StorePath, "--segments", Segments)).ShouldBe(1);
        (await VerifyAsync("--export", First)).ShouldBe(1);
    }

    [Fact]
    public async Task An_expected_head_counts_within_a_segment_before_it_and_after_it()
    {
        await RecordAsync(Long, 2);
        var early = await HeadAsync();
        await RecordAsync(Long, 2);
        var end = await HeadAsync();
        await RecordAsync(DateTimeOffset.UtcNow, 2);
        var late = await HeadAsync();
        await SealAsync("--keep-years", "6");

        foreach (var head in new[] { early, end, late })
        {
            (await VerifyAsync("--store", StorePath, "--segments", Segments, "--expect", head)).ShouldBe(0);
            var other = $"{head.Split(':')[0]}:{new string('a', 64)}";
            (await VerifyAsync("--store", StorePath, "--segments", Segments, "--expect", other)).ShouldBe(1);
        }

        (await VerifyAsync("--store", StorePath, "--expect", early)).ShouldBe(2);
        (await VerifyAsync("--store", StorePath, "--expect", end)).ShouldBe(0);
        (await VerifyAsync("--store", StorePath, "--expect", late)).ShouldBe(0);
        (await VerifyAsync("--store", StorePath, "--expect", $"99:{new string('a', 64)}")).ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_was_killed_before_the_seal_is_finished_by_the_next_one()
    {
        await RecordAsync(Long, 4);
        await CopyOfAFileWithoutASealAsync("2020-01-01");
        await RecordAsync(Long.AddYears(1), 3);
        var killed = await File.ReadAllBytesAsync(First, Stop);

        var said = await SealAsync("--before", "2021-01-01");

        said.ShouldContain("sealed: entries 1 to 4");
        said.ShouldContain("sealed: entries 5 to 7");
        (await File.ReadAllBytesAsync(First, Stop)).ShouldBe(killed);
        (await VerifyAsync("--store", StorePath, "--segments", Segments)).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_of_a_killed_run_that_holds_entries_which_are_too_young_is_refused()
    {
        await RecordAsync(Long, 2);
        await RecordAsync(Long.AddYears(1), 2);
        await CopyOfAFileWithoutASealAsync("2021-01-01");

        (await RefusedAsync<IOException>("--before", "2020-01-01")).ShouldContain("which are not old enough this time");
        (await HeadAsync()).ShouldStartWith("4:");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("something else")]
    public async Task A_file_of_that_name_that_is_something_else_is_left_alone_and_nothing_is_sealed(string text)
    {
        await RecordAsync(Long, 3);
        await File.WriteAllTextAsync(First, text, Stop);

        await Should.ThrowAsync<FormatException>(() => SealAsync("--before", "2020-01-01"));

        (await File.ReadAllTextAsync(First, Stop)).ShouldBe(text);
        (await HeadAsync()).ShouldStartWith("3:");
    }

    [Fact]
    public async Task A_segment_of_another_trail_is_refused()
    {
        await RecordAsync(Long, 3);
        await SealAsync("--before", "2020-01-01");
        File.Delete(StorePath);
        File.Delete(StorePath + "-wal");
        File.Delete(StorePath + "-shm");
        await RecordAsync(Long.AddDays(1), 3);

        (await RefusedAsync<IOException>("--before", "2020-01-01")).ShouldContain("move it away");
        (await HeadAsync()).ShouldStartWith("3:");
    }

    [Fact]
    public async Task A_trail_that_is_broken_is_not_sealed()
    {
        await RecordAsync(Long, 3);
        await using (
            var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={StorePath};Pooling=False")
        )
        {
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText =
                "DROP TRIGGER audit_is_never_changed; UPDATE audit SET actor = 'x' WHERE sequence = 2";
            await command.ExecuteNonQueryAsync(Stop);
        }

        (await RefusedAsync<IOException>("--before", "2020-01-01")).ShouldContain("entry 2 was changed");
        (await HeadAsync()).ShouldStartWith("3:");
        File.Exists(First).ShouldBeFalse();
    }

    [Fact]
    public async Task A_full_disk_is_said_and_nothing_is_sealed()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full.");
        await RecordAsync(Long, 3);
        File.CreateSymbolicLink(First + ".part", "/dev/full");

        (await RefusedAsync<IOException>("--before", "2020-01-01")).ShouldContain("No entry of it was sealed");
        (await HeadAsync()).ShouldStartWith("3:");
        Directory.GetFiles(Segments, "wardgrid*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_runs_at_once_seal_each_entry_once()
    {
        await RecordAsync(Long, 400);
        string[] arguments = ["audit", "seal", "--store", StorePath, "--to", Segments, "--before", "2020-01-01"];

        var codes = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Task.Run(() => ToolRun.RunAsync(arguments, Stop)))
        );

        codes.ShouldContain(0);
        codes.ShouldAllBe(code => code == 0 || code == 1);
        (await HeadAsync()).ShouldStartWith("401:");
        (await VerifyAsync("--store", StorePath, "--segments", Segments)).ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_that_is_old_enough_is_no_failure()
    {
        await RecordAsync(Long, 0);
        (await SealAsync("--keep-years", "6")).ShouldContain("nothing to seal: the trail has no entry");
        await RecordAsync(DateTimeOffset.UtcNow, 2);

        (await SealAsync("--keep-years", "6")).ShouldContain("nothing to seal: the oldest entry, 1, is of ");

        Directory.GetFiles(Segments, "wardgrid*").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_old_entry_after_a_young_one_stays()
    {
        await RecordAsync(DateTimeOffset.UtcNow, 1);
        await RecordAsync(Long, 1);

        (await SealAsync("--before", "2020-01-01")).ShouldContain("nothing to seal");
    }

    [Fact]
    public async Task A_clock_that_is_far_ahead_of_the_trail_seals_nothing()
    {
        await RecordAsync(Long, 3);

        (await RefusedAsync<FormatException>("--keep-years", "1")).ShouldContain(
            "but the newest entry is of 2019-05-01"
        );
        (await RefusedAsync<FormatException>("--before", "2999-01-01")).ShouldContain(
            "--before: 2999-01-01 is to come"
        );
        (await HeadAsync()).ShouldStartWith("3:");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_made()
    {
        await RecordAsync(Long, 3);
        var nowhere = Path.Combine(_folder, "nowhere");

        (
            await ToolRun.RunAsync(["audit", "seal", "--store", StorePath, "--to", nowhere, "--keep-years", "6"], Stop)
        ).ShouldBe(2);

        Directory.Exists(nowhere).ShouldBeFalse();
    }

    /// <summary>A file of a run that was killed: complete, but the store does not know of it.</summary>
    private async Task CopyOfAFileWithoutASealAsync(string before)
    {
        var kept = StorePath + ".kept";
        await using (var store = await RecordStore.OpenAsync(StorePath, TimeProvider.System, Stop)) { }
        File.Copy(StorePath, kept);
        await SealAsync("--before", before);
        File.Delete(StorePath + "-wal");
        File.Delete(StorePath + "-shm");
        File.Move(kept, StorePath, overwrite: true);
    }

    private async Task<string> SealAsync(params string[] arguments)
    {
        await using var printed = new StringWriter();
        var command = AuditCommand.Create().Parse(["seal", "--store", StorePath, "--to", Segments, .. arguments]);
        var code = await command.InvokeAsync(new() { Output = printed, EnableDefaultExceptionHandler = false }, Stop);
        code.ShouldBe(0);
        return printed.ToString();
    }

    private async Task<string> RefusedAsync<T>(params string[] arguments)
        where T : Exception => (await Should.ThrowAsync<T>(() => SealAsync(arguments))).Message;

    private static Task<int> VerifyAsync(params string[] arguments) =>
        ToolRun.RunAsync(["verify", "audit", .. arguments], Stop);

    private async Task<string> HeadAsync()
    {
        await using var store = await RecordStore.OpenAsync(StorePath, TimeProvider.System, Stop);
        return (await store.Audit.HeadAsync(Stop)).ToString();
    }

    private async Task RecordAsync(DateTimeOffset at, int entries)
    {
        await using var store = await RecordStore.OpenAsync(StorePath, TimeProvider.System, Stop);
        await Task.WhenAll(
            Enumerable
                .Range(0, entries)
                .Select(i => store.Audit.RecordAsync(new(at, "N.", "alarm.reviewed", $"a{i}", ""), Stop).AsTask())
        );
    }
}
