using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>The audit trail by REST.</summary>
public sealed class AuditEndpointTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private ServerInProcess _server = null!;
    private HttpClient _boss = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerInProcess.StartAsync();
        _boss = _server.Stranger();
        await SignedIn.AsTesterAsync(_boss);
        var trail = _server.Services.GetRequiredService<IAuditTrail>();
        foreach (var (minute, bed) in new[] { (0, "ICU-1"), (1, "ICU-2"), (2, "ICU-1") })
            await trail.RecordAsync(
                new(Noon.AddMinutes(minute), new Actor("n.night", "10.0.0.7"), "limits.changed", bed, "HR 50 to HR 40"),
                Stop
            );
    }

    public ValueTask DisposeAsync()
    {
        _boss.Dispose();
        return _server.DisposeAsync();
    }

    [Theory]
    [InlineData("by=N.N", 3)]
    [InlineData("by=n.night&limit=2", 2)]
    [InlineData("what=limits.&bed=ICU-1", 2)]
    [InlineData("text=10.0.0.7&from=2026-01-01T12:01:00Z", 2)]
    [InlineData("to=2026-01-01T12:01:00Z", 1)]
    [InlineData("by=nobody", 0)]
    public async Task Entries_are_found_by_the_same_questions_as_on_the_page(string query, int count)
    {
        var found = await _boss.GetFromJsonAsync<JsonElement>($"/api/audit?{query}", Stop);

        found.GetArrayLength().ShouldBe(count);
    }

    [Fact]
    public async Task An_entry_comes_whole_and_older_ones_follow_before_its_number()
    {
        var newest = (await _boss.GetFromJsonAsync<JsonElement>("/api/audit?what=limits.&limit=1", Stop))[0];
        newest.GetProperty("by").GetString().ShouldBe("n.night");
        newest.GetProperty("from").GetString().ShouldBe("10.0.0.7");
        newest.GetProperty("at").GetDateTimeOffset().ShouldBe(Noon.AddMinutes(2));
        newest.GetProperty("subject").GetString().ShouldBe("ICU-1");

        var before = newest.GetProperty("sequence").GetInt64();
        var older = (await _boss.GetFromJsonAsync<JsonElement>($"/api/audit?before={before}&limit=1", Stop))[0];
        older.GetProperty("sequence").GetInt64().ShouldBe(before - 1);
        newest.GetProperty("before").GetString().ShouldBe(older.GetProperty("hash").GetString());
    }

    [Fact]
    public async Task A_search_is_recorded_once_with_its_question_and_its_further_pages_are_not()
    {
        await _boss.GetAsync("/api/audit?bed=ICU-1&from=2026-01-01T12:01:00Z&limit=1", Stop);
        await _boss.GetAsync("/api/audit?bed=ICU-1&from=2026-01-01T12:01:00Z&limit=1&before=90", Stop);
        var trail = _server.Services.GetRequiredService<IAuditReader>();
        var search = (await trail.FindAsync(new(What: "audit.searched"), Stop)).ShouldHaveSingleItem().Entry;
        search.By.ShouldBe(SignedIn.UserName);
        search.From.ShouldBe("127.0.0.1");
        search.Subject.ShouldBe("search");
        search.Detail.ShouldBe("bed ICU-1, from 2026-01-01T12:01:00.0000000+00:00");

        // A page that no search began hides nothing.
        await _boss.GetAsync("/api/audit?patient=p1&before=90", Stop);
        (await trail.FindAsync(new(What: "audit.searched"), Stop)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Where_the_trail_begins_is_said_once_entries_are_sealed()
    {
        (await _boss.GetAsync("/api/audit", Stop)).Headers.Contains("Audit-Sealed").ShouldBeFalse();
        var trail = _server.Services.GetRequiredService<RecordStore>().Audit;
        var first = (await trail.ReadAsync(0, 1, Stop))[0];
        var head = new AuditHead(1, Convert.ToHexStringLower(first.Hash.AsSpan()));
        await trail.SealAsync(new(AuditHead.Empty, head, Noon, Noon, "f", new string('f', 64)), "keeper", Noon, Stop);

        var answer = await _boss.GetAsync("/api/audit", Stop);

        answer
            .Headers.GetValues("Audit-Sealed")
            .ShouldHaveSingleItem()
            .ShouldBe("entries=1-1, until=2026-01-01T12:00:00.0000000Z");
    }

    [Fact]
    public async Task An_administrator_of_some_wards_does_not_read_the_trail_of_all()
    {
        await _server
            .Services.GetRequiredService<PeopleRegister>()
            .AddAsync(new("w.west", "West", Roles.Administrator, ["west"], SignedIn.Password), "tests", Stop);
        using var west = _server.Stranger();
        await SignedIn.AsAsync(west, "w.west", SignedIn.Password);

        var answer = await west.GetAsync("/api/audit", Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("sees some only");
    }
}
