using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Quality;
using WardGrid.Simulation.Bedside;
using WardGrid.Web.Governance;
using WardGrid.Web.Layout;
using WardGrid.Web.Text;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed partial class LanguageTests(Browser browser)
{
    /// <summary>
    /// German words for what is recorded in English: evidence, its measures and its nearest examples.
    /// </summary>
    private static readonly string[] GermanAlone = ["said.", "prototype.", "measure."];

    private static readonly string[] Pages =
    [
        "/",
        "/alarms",
        "/beds/1",
        "/beds/9",
        "/quality",
        "/devices",
        "/devices/monitor-1",
        "/devices/new?device=monitor-2",
        "/devices/monitor-1/reports/r1",
        "/governance",
        "/people",
        "/audit",
        "/account",
        "/sign-in",
        "/display",
        "/groups",
    ];

    [Fact]
    public void Every_text_is_there_in_both_languages_with_the_same_holes()
    {
        SpokenWords.English.Keys.Except(SpokenWords.German.Keys).ShouldBeEmpty("German lacks these");
        SpokenWords
            .German.Keys.Except(SpokenWords.English.Keys)
            .Where(k => !GermanAlone.Any(k.StartsWith))
            .ShouldBeEmpty("English lacks these");
        foreach (var (key, english) in SpokenWords.English)
        {
            english.ShouldNotBeNullOrWhiteSpace(key);
            SpokenWords.German[key].ShouldNotBeNullOrWhiteSpace(key);
            Holes(SpokenWords.German[key]).ShouldBe(Holes(english), key);
        }

        static IEnumerable<string> Holes(string text) => Hole().Matches(text).Select(m => m.Value).Distinct().Order();
    }

    [Fact]
    public void Every_key_that_a_page_or_a_script_uses_is_a_text()
    {
        var keys = SpokenWords
            .Sources.SelectMany(s => SpokenWords.KeysOf(s.Text).Select(key => (s.Name, key)))
            .ToList();
        keys.Count.ShouldBeGreaterThan(200);
        keys.Where(k => !SpokenWords.English.ContainsKey(k.key)).ShouldBeEmpty();
        foreach (
            var (name, family) in SpokenWords.Sources.SelectMany(s =>
                SpokenWords.FamiliesOf(s.Text).Select(family => (s.Name, family))
            )
        )
            SpokenWords
                .German.Keys.Any(k => k.StartsWith(family, StringComparison.Ordinal))
                .ShouldBeTrue($"{name}: {family}");
        foreach (var key in SpokenWords.English.Keys.Where(k => k.EndsWith(".one", StringComparison.Ordinal)))
            SpokenWords.English.ContainsKey(key[..^4]).ShouldBeTrue(key);
    }

    [Fact]
    public void Every_value_that_a_page_may_name_is_a_text()
    {
        string[] named =
        [
            .. Names<AlarmKind>("kind."),
            .. Names<Verdict>("verdict."),
            .. Names<AgeBand>("age."),
            .. Names<AlarmInactivationState>("inactive."),
            .. Names<SuppressionMode>("governance."),
            .. Names<AlarmOrigin>("evidence.by."),
            .. Enum.GetValues<QualityIssues>().Where(i => i != QualityIssues.None).Select(i => $"issue.{i}"),
            .. RuleThresholds.OfRules.Select(m => $"margin.{m.Name}"),
            .. RuleThresholds.OfRules.Where(m => m.Unit.Length > 0).Select(m => $"unit.{m.Unit}"),
        ];
        named.Where(n => !SpokenWords.English.ContainsKey(n)).ShouldBeEmpty();

        static IEnumerable<string> Names<T>(string family)
            where T : struct, Enum => Enum.GetNames<T>().Select(n => family + n);
    }

    [Fact]
    public void The_scripts_are_given_every_word_that_they_use()
    {
        foreach (var language in (string[])["en", "de"])
        {
            var given = JsonSerializer.Deserialize<Dictionary<string, string>>(PageWords.Json(Words(language)))!;
            var used = SpokenWords
                .Sources.Where(s => s.Name.EndsWith(".js", StringComparison.Ordinal))
                .SelectMany(s => SpokenWords.KeysOf(s.Text))
                .Distinct()
                .ToList();
            used.Count.ShouldBeGreaterThan(20);
            used.Where(k => !given.ContainsKey(k)).ShouldBeEmpty(language);
        }
    }

    [Fact]
    public void The_evidence_of_every_shipped_operating_point_is_said_in_German()
    {
        var manifest = File.ReadAllText(Path.Combine(SpokenWords.Web, "..", "..", "models", "manifest.json"));
        var shipped = Evidence().Matches(manifest).Select(m => m.Groups[1].Value).ToList();
        shipped.Count.ShouldBeGreaterThan(4);
        foreach (var english in shipped)
            English().Matches(SpokenPoint.Evidence(Words("de"), english)).Select(m => m.Value).ShouldBeEmpty(english);
        SpokenPoint.Evidence(Words("en"), shipped[0]).ShouldBe(shipped[0]);
    }

    [Fact]
    public void Every_part_of_a_page_keeps_its_readers_language()
    {
        var parts = typeof(PageComponent)
            .Assembly.GetTypes()
            .Where(t =>
                typeof(IComponent).IsAssignableFrom(t)
                && !t.IsAbstract
                && !typeof(LayoutComponentBase).IsAssignableFrom(t)
            );
        parts.Where(t => !typeof(PageComponent).IsAssignableFrom(t)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_German_page_stays_German_through_live_updates()
    {
        await using var ward = await LivingWard.StartAsync(2);
        await ward.RememberAsync();
        await ward.Devices.RegisterAsync(
            new("monitor-1", "B650", "1", "hash", true, TimeProvider.System.GetUtcNow()),
            TestContext.Current.CancellationToken
        );
        await ward.Devices.BindAsync(ward.Ward["1"].Association, TestContext.Current.CancellationToken);
        ward.Conformance.Keep(FakeConformance.ReportOf("r1", "monitor-1", DeviceFault.Drift));
        await FakePreviews.RegisterAsync(ward, "monitor-2");
        ward.Onboarding.Confuse("monitor-1", TimeProvider.System.GetUtcNow());
        var first = ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High, Verdict.Confirmed);
        ward.Spoil("1", 1, QualityIssues.Flat);
        var pages = new List<IPage>();
        foreach (var path in Pages)
            pages.Add(await browser.OpenAsync(ward.Address + path, options: new() { Locale = "de-DE" }));
        await pages[^1].WaitForTimeoutAsync(1200);

        // Each of these reaches the page from the ward's own thread.
        ward.Raise("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Refuted);
        ward.End(first);
        await ward.Patients.TakeAsync(
            "1",
            new PatientCommand.Inactivate(
                "M. Weber",
                AlarmKind.VentricularTachycardia,
                AlarmInactivationState.AudioPaused,
                TimeSpan.FromMinutes(2)
            ),
            default
        );
        await pages[^1].WaitForTimeoutAsync(1200);

        foreach (var page in pages)
            (await EnglishOnAsync(page)).ShouldBeEmpty(page.Url);
    }

    private static async Task<string[]> EnglishOnAsync(IPage page)
    {
        var texts = await page.EvaluateAsync<string[]>(
            """
            () => {
              const isCode = node => node.parentElement.closest('script, style');
              const walker = document.createTreeWalker(
                document.body,
                NodeFilter.SHOW_TEXT,
                node => isCode(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
              const texts = [];
              while (walker.nextNode()) texts.push(walker.currentNode.textContent.trim());
              for (const e of document.querySelectorAll('[title], [aria-label]'))
                texts.push(e.title, e.getAttribute('aria-label') ?? '');
              return [...new Set(texts.filter(Boolean))];
            }
            """
        );
        return [.. texts.Where(t => SpokenWords.EnglishOnly.Any(e => e.IsMatch(t)))];
    }

    private static IStringLocalizer Words(string language)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return new ServiceCollection()
            .AddLogging()
            .AddLocalization()
            .BuildServiceProvider()
            .GetRequiredService<IStringLocalizer<Words>>();
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Hole();

    [GeneratedRegex("\"evidence\": \"([^\"]+)\"")]
    private static partial Regex Evidence();

    [GeneratedRegex(
        @"\b(the|of|and|alarms?|recordings|sensitivity|specificity|none|each|fold|seeds?|rule|"
            + @"from|raised|built|whatever|same)\b"
    )]
    private static partial Regex English();
}
