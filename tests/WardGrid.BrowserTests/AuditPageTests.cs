using Shouldly;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.SignIn;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>The page of the audit trail.</summary>
public sealed class AuditPageTests(Browser browser)
{
    private const string Password = "a long pass phrase";

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_searches_by_act_and_words_and_turns_the_pages()
    {
        await using var ward = await LivingWard.StartAsync(1);
        for (var i = 1; i <= 60; i++)
            ward.Audit.Entries.Enqueue(Entry("alarm.reviewed", $"a{i}", "none to False"));
        ward.Audit.Entries.Enqueue(Entry("limits.changed", "ICU-1", "HR 50 to HR 40"));
        var page = await browser.OpenAsync($"{ward.Address}/audit");
        var rows = page.Locator("table.audit tbody tr");

        await Expect(rows).ToHaveCountAsync(50);
        await Expect(rows.First).ToContainTextAsync("Limits changed");
        await Expect(rows.First).ToContainTextAsync("HR 50 to HR 40");
        await Expect(rows.First).ToContainTextAsync("10.0.0.7");
        await page.ClickAsync("#audit-older");
        await Expect(rows.Last).ToContainTextAsync("a1");
        await Expect(page.Locator("#audit-older")).ToBeDisabledAsync();
        await page.ClickAsync("#audit-newer");
        await Expect(rows.First).ToContainTextAsync("Limits changed");
        ward.Audit.Entries.Count(e => e.What == "audit.searched").ShouldBe(1, "the pages belong to one search");

        await page.SelectOptionAsync("[name=what]", "alarm.reviewed");
        await page.FillAsync("[name=text]", "a42");
        await page.Keyboard.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(1);
        ward.Audit.Entries.Last().Detail.ShouldBe("what alarm.reviewed, text a42");
        var file = await page.RunAndWaitForDownloadAsync(() =>
            page.ClickAsync(".audit-downloads a[href*='csv?what=']")
        );
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), Stop);
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain(",alarm.reviewed,a42,none to False,");
        ward.Audit.Entries.Last().What.ShouldBe("audit.exported");
        await page.FillAsync("[name=text]", "nothing like it");
        await page.ClickAsync(".audit-filters [type=submit]");
        await Expect(page.Locator("main")).ToContainTextAsync("No entry is like this.");
    }

    [Fact]
    public async Task The_page_says_which_entries_lie_in_sealed_segments()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Audit.Entries.Enqueue(Entry("limits.changed", "ICU-1", "HR 50 to HR 40"));
        var page = await browser.OpenAsync($"{ward.Address}/audit");
        await Expect(page.Locator("table.audit tbody tr")).Not.ToHaveCountAsync(0);
        await Expect(page.Locator(".audit-sealed")).ToHaveCountAsync(0);
        var segment = new AuditSegment(AuditHead.Empty, new(400, "0b"), Noon, Noon, "f", "0c");
        ward.Audit.Seal = new(1, segment, Noon, "root", 401, "0d");

        await page.ClickAsync(".audit-filters [type=submit]");

        await Expect(page.Locator(".audit-sealed")).ToContainTextAsync("2026");
        await Expect(page.Locator(".audit-sealed")).ToContainTextAsync("(numbers 1 to 400) lie in sealed segments");
    }

    [Theory]
    [InlineData(Roles.Nurse, null)]
    [InlineData(Roles.Administrator, "west")]
    public async Task Whoever_may_not_read_it_is_told_so_and_sees_no_link(Roles roles, string? onlyWard)
    {
        await using var ward = await LivingWard.StartAsync(1, signIn: new() { SecondFactorFor = Roles.None });
        string[] wards = onlyWard is null ? [] : [onlyWard];
        await ward.People.AddAsync(new("k.braun", "Karin", roles, [.. wards], Password), "tests", Stop);
        var page = await browser.OpenAsync($"{ward.Address}/audit");
        await page.FillAsync("[name='Asked.UserName']", "k.braun");
        await page.FillAsync("[name='Asked.Password']", Password);
        await page.Locator("main button[type=submit]").ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("not open the page /audit");
        await Expect(page.Locator("header nav a[href='/audit']")).ToHaveCountAsync(0);
        await Expect(page.Locator("table.audit")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_account_that_was_disabled_in_the_meantime_reads_no_further()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Audit.Entries.Enqueue(Entry("limits.changed", "ICU-1", "HR 50 to HR 40"));
        var page = await browser.OpenAsync($"{ward.Address}/audit");
        await Expect(page.Locator("table.audit tbody tr")).Not.ToHaveCountAsync(0);
        (await ward.Accounts.FindByNameAsync(LivingWard.Visitor, Stop))!.DisabledAt = Noon;

        await page.ClickAsync(".audit-filters [type=submit]");

        await Expect(page.Locator(".audit-page [role=alert]")).ToHaveTextAsync("Sign in first.");
        await Expect(page.Locator("table.audit")).ToHaveCountAsync(0);
    }

    private static AuditEntry Entry(string what, string subject, string detail) =>
        new(Noon, new Actor("n.night", "10.0.0.7"), what, subject, detail);
}
