using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>Groups of beds: by room, by nurse; the same on every screen.</summary>
public sealed class GroupTests(Browser browser)
{
    [Fact]
    public async Task A_group_is_made_from_the_keyboard_and_shown_on_another_wall_by_its_address()
    {
        await using var ward = await LivingWard.StartAsync(4);
        var wall = await browser.OpenAsync(ward.Address);
        await Expect(wall.Locator(".tile")).ToHaveCountAsync(4);
        var page = await browser.OpenAsync($"{ward.Address}/groups");
        await Expect(page.Locator(".bed-group button[type=submit]")).ToBeEnabledAsync();
        await page.FillAsync(".bed-group input[name=name]", "Room 2");
        foreach (var bed in new[] { "2", "3" })
            await page.Locator(".bed-group").First.GetByLabel(bed, new() { Exact = true }).CheckAsync();
        await page.FocusAsync(".bed-group input[name=name]");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-group='Room 2']")).ToBeVisibleAsync();
        (await ward.WardSettings.GroupsAsync(default)).Single().Beds.ShouldBe(["2", "3"]);

        await wall.SelectOptionAsync("#wall-group", "Room 2");
        await Expect(wall.Locator(".tile")).ToHaveCountAsync(2);
        await Expect(wall).ToHaveURLAsync(new Regex(@"/\?group=Room%202$"));
        await wall.ReloadAsync();
        await Expect(wall.Locator(".tile")).ToHaveCountAsync(2);
        await Expect(wall.Locator("#wall-count")).ToContainTextAsync("2 of 2");
        await wall.GoBackAsync();
        await Expect(wall.Locator(".tile")).ToHaveCountAsync(4);

        await page.Locator("[data-group='Room 2']").GetByLabel("4", new() { Exact = true }).CheckAsync();
        await page.Locator("[data-group='Room 2'] button[type=submit]").ClickAsync();
        var other = await browser.OpenAsync($"{ward.Address}/?group=Room%202");
        await Expect(other.Locator(".tile")).ToHaveCountAsync(3);
        ward.Audit.Entries.Where(e => e.What == "group.changed")
            .Select(e => e.Detail)
            .ShouldBe(["none to 2, 3", "2, 3 to 2, 3, 4"]);
    }

    [Fact]
    public async Task An_alarm_of_a_bed_outside_the_group_sounds_and_is_named()
    {
        await using var ward = await LivingWard.StartAsync(3);
        await ward.WardSettings.WriteAsync(new BedGroup("Night", ["1"]), default);
        var page = await browser.OpenAsync($"{ward.Address}/?group=Night");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);
        await page.ClickAsync("#sound-unlock");
        await Expect(page.Locator("#wall-outside")).ToBeHiddenAsync();
        ward.Raise("3", AlarmKind.Asystole, AlarmPriority.High);
        await Expect(page.Locator("#wall-outside a")).ToHaveTextAsync("Bed 3 ***");
        await Expect(page.Locator("#wall-outside a")).ToHaveAttributeAsync("href", "/beds/3");
        await Expect(page.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
        await Expect(page.Locator("#announcer")).ToContainTextAsync("Bed 3: Asystole");
    }

    [Fact]
    public async Task A_wall_of_a_group_that_is_gone_shows_every_bed_and_says_so()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var page = await browser.OpenAsync($"{ward.Address}/?group=Nobody");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(2);
        (await page.Locator("#wall-group").EvaluateAsync<string>("s => s.selectedOptions[0].text")).ShouldContain(
            "all beds are shown"
        );
    }
}
