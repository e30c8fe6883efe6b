using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Records;
using WardGrid.Tool;

namespace WardGrid.UnitTests.Server;

/// <summary>The files of the audit trail, from the server to the tool that proves them.</summary>
public sealed class AuditExportTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-export-").FullName;
    private ServerInProcess _server = null!;
    private HttpClient _boss = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AuditTrailOf Trail => new(_server.Services.GetRequiredService<RecordStore>());

    public async ValueTask InitializeAsync()
    {
        _server = await ServerInProcess.StartAsync();
        _boss = _server.Stranger();
        await SignedIn.AsTesterAsync(_boss);
        foreach (var (what, detail) in Story)
            await Trail.RecordAsync(what, detail);
    }

    public async ValueTask DisposeAsync()
    {
        _boss.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Texts that are hard on files: formulas, quotes, line breaks, other letters.</summary>
    private static (string What, string Detail)[] Story { get; } =
    [
        ("limits.changed", "=HYPERLINK(\"http://elsewhere.example\")"),
        ("limits.changed", "'quoted, at the beginning"),
        ("alarm.reviewed", "first line\r\nsecond, \"line\""),
        ("alarm.reviewed", "Müller, 心電図 🫀"),
        ("alarm.reviewed", "-1"),
    ];

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task The_whole_trail_is_proved_by_itself_by_a_kept_head_and_by_the_store(string kind)
    {
        var file = await ExportAsync(kind);
        var head = await Trail.HeadAsync();

        (await VerifyAsync(file)).ShouldBe(0);
        (await VerifyAsync(file, "--expect", head)).ShouldBe(0);
        (await VerifyAsync(file, "--store", _server.StorePath)).ShouldBe(0);
        await Trail.RecordAsync("alarm.reviewed", "after the export");
        (await VerifyAsync(file, "--store", _server.StorePath)).ShouldBe(0);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task A_search_is_proved_entry_by_entry(string kind)
    {
        var file = await ExportAsync(kind, "?what=limits.&text=quoted");

        (await VerifyAsync(file)).ShouldBe(0);
        (await VerifyAsync(file, "--store", _server.StorePath)).ShouldBe(0);
        (await File.ReadAllTextAsync(file, Stop)).ShouldNotContain("second");
        (await VerifyAsync(await ChangedAsync(file, "at the beginning", "at the end"))).ShouldBe(1);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task A_file_that_was_changed_is_found_out(string kind)
    {
        var file = await ExportAsync(kind);
        (await VerifyAsync(await ChangedAsync(file, "Müller", "Meier"))).ShouldBe(1);
        (await VerifyAsync(await ChangedAsync(file, "2026-01-01T12:00:00", "2026-01-01T12:00:01"))).ShouldBe(1);
        (await VerifyAsync(file, "--expect", $"3:{new string('a', 64)}")).ShouldBe(1);
        (await VerifyAsync(file, "--expect", $"999:{new string('a', 64)}")).ShouldBe(1);
        (await VerifyAsync(await ChangedAsync(file, "sequence", "number"))).ShouldBe(kind == "csv" ? 0 : 2);
    }

    [Fact]
    public async Task An_entry_that_is_taken_out_or_an_end_that_is_cut_off_is_found_out()
    {
        var file = await ExportAsync("csv");
        var rows = (await File.ReadAllTextAsync(file, Stop)).Split("\r\n");
        var gone = rows.Where((_, i) => i != 2);
        await File.WriteAllTextAsync(file, string.Join("\r\n", gone), Stop);
        (await VerifyAsync(file)).ShouldBe(1);
        await File.WriteAllTextAsync(file, string.Join("\r\n", rows[..^2]), Stop);
        (await VerifyAsync(file)).ShouldBe(1);
        await File.WriteAllTextAsync(file, "sequence,at\r\n1,2", Stop);
        (await VerifyAsync(file)).ShouldBe(2);
    }

    [Fact]
    public async Task A_file_of_another_store_does_not_fit_this_one()
    {
        var file = await ExportAsync("json");
        var other = Path.Combine(_folder, "other.db");
        await using (var store = await RecordStore.OpenAsync(other, TimeProvider.System, Stop))
            for (var i = 0; i < 20; i++)
                await store.Audit.RecordAsync(new(Noon, "n.night", "alarm.reviewed", $"a{i}", ""), Stop);

        (await VerifyAsync(file, "--store", other)).ShouldBe(1);
    }

    [Fact]
    public async Task The_export_itself_is_recorded_and_in_the_file_and_says_what_it_is()
    {
        var whole = JsonDocument.Parse(await File.ReadAllTextAsync(await ExportAsync("json"), Stop)).RootElement;
        var last = whole.GetProperty("entries").EnumerateArray().Last();
        last.GetProperty("what").GetString().ShouldBe("audit.exported");
        last.GetProperty("by").GetString().ShouldBe(SignedIn.UserName);
        last.GetProperty("subject").GetString().ShouldBe("whole trail");
        whole.GetProperty("head").GetString().ShouldStartWith($"{last.GetProperty("sequence").GetInt64()}:");
        whole.GetProperty("about").GetString()!.ShouldStartWith("The whole audit trail");

        var some = JsonDocument.Parse(await File.ReadAllTextAsync(await ExportAsync("json", "?bed=ICU-1"), Stop));
        some.RootElement.GetProperty("whole").GetBoolean().ShouldBeFalse();
        some.RootElement.GetProperty("search").GetProperty("bed").GetString().ShouldBe("ICU-1");
        (await Trail.LastAsync()).Detail.ShouldBe("json bed ICU-1");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task After_a_seal_the_whole_trail_begins_later_and_older_files_are_compared_as_far_as_can_be(
        string kind
    )
    {
        var older = await ExportAsync(kind);
        var search = await ExportAsync(kind, "?what=limits.");
        var within = await Trail.SealAllButNewestAsync();
        var file = await ExportAsync(kind);

        (await VerifyAsync(file)).ShouldBe(0);
        (await VerifyAsync(file, "--expect", within)).ShouldBe(0);
        (await VerifyAsync(file, "--store", _server.StorePath)).ShouldBe(0);
        (await VerifyAsync(older, "--store", _server.StorePath)).ShouldBe(0);
        (await VerifyAsync(search, "--store", _server.StorePath)).ShouldBe(0);
        (await File.ReadAllTextAsync(file, Stop)).ShouldContain(within);
        var other = $"{within.Split(':')[0]}:{new string('a', 64)}";
        (await VerifyAsync(await ChangedAsync(file, within, other))).ShouldBe(1);
    }

    [Fact]
    public async Task A_spreadsheet_takes_no_cell_for_a_formula()
    {
        var text = await File.ReadAllTextAsync(await ExportAsync("csv"), Stop);

        text.ShouldContain(",\"'=HYPERLINK(\"\"http://elsewhere.example\"\")\",");
        text.ShouldContain(",\"''quoted, at the beginning\",");
        text.ShouldContain(",'-1,");
    }

    private async Task<string> ExportAsync(string kind, string query = "")
    {
        using var answer = await _boss.GetAsync($"/api/audit/export.{kind}{query}", Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        var file = Path.Combine(_folder, $"{Guid.NewGuid():n}.{kind}");
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync(Stop), Stop);
        return file;
    }

    private static async Task<string> ChangedAsync(string file, string from, string to)
    {
        var text = await File.ReadAllTextAsync(file, Stop);
        var escaped = JsonSerializer.Serialize(from).Trim('"');
        var changed = text.Replace(from, to).Replace(escaped, to);
        changed.ShouldNotBe(text);
        await File.WriteAllTextAsync(file + ".changed", changed, Stop);
        return file + ".changed";
    }

    private static Task<int> VerifyAsync(string file, params string[] more) =>
        ToolRun.RunAsync(["verify", "audit", "--export", file, .. more], Stop);

    private sealed class AuditTrailOf(RecordStore store)
    {
        public ValueTask RecordAsync(string what, string detail) =>
            store.Audit.RecordAsync(new(Noon, new Actor("n.night", "10.0.0.7"), what, "ICU-1", detail), Stop);

        public async Task<string> HeadAsync() => (await store.Audit.HeadAsync(Stop)).ToString();

        /// <summary>The last sealed entry, as a head.</summary>
        public async Task<string> SealAllButNewestAsync()
        {
            var all = await store.Audit.ReadAsync(0, 1000, Stop);
            var head = new AuditHead(all[^2].Sequence, Convert.ToHexStringLower(all[^2].Hash.AsSpan()));
            var segment = new AuditSegment(AuditHead.Empty, head, Noon, Noon, "segment-1", new string('f', 64));
            await store.Audit.SealAsync(segment, "keeper", Noon, Stop);
            return head.ToString();
        }

        public async Task<AuditEntry> LastAsync() =>
            (await store.Audit.FindAsync(new() { Limit = 1 }, Stop)).Single().Entry;
    }
}
