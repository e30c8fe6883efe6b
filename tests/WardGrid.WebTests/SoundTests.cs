using WardGrid.Alarms;
using WardGrid.WebTests.HandFed;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.WebTests;

public sealed class SoundTests(Browser browser)
{
    [Fact]
    public async Task A_screen_that_may_not_sound_yet_says_so_until_it_is_clicked()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator("#sound-state")).ToContainTextAsync("This screen is silent");
        await page.ClickAsync("#sound-unlock");
        await Expect(page.Locator("#sound-state")).ToHaveTextAsync("Sound on");
    }

    [Fact]
    public async Task A_pause_is_seen_on_every_wall_and_never_hides_a_later_alarm()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var (one, two) = (await browser.OpenAsync(ward.Address), await browser.OpenAsync(ward.Address));
        await one.ClickAsync("#sound-unlock");
        await two.ClickAsync("#sound-unlock");
        ward.Raise("1", AlarmKind.ExtremeTachycardia, AlarmPriority.High);
        await Expect(one.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
        await one.ClickAsync("#sound-pause");
        await Expect(one.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "0");
        await Expect(two.Locator("#sound-state")).ToContainTextAsync("Sound paused by ward screen");
        await Expect(two.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "0");

        ward.Raise("2", AlarmKind.Desaturation, AlarmPriority.Medium);
        await Expect(two.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "2");
        await two.ClickAsync("#sound-on");
        await Expect(one.Locator("#sound-state")).ToHaveTextAsync("Sound on");
        await Expect(one.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
    }

    [Fact]
    public async Task Sound_that_is_off_is_off_after_a_restart_too_and_says_who_turned_it_off()
    {
        RememberedWardBook book;
        await using (var before = await LivingWard.StartAsync(1))
        {
            book = before.WardBook;
            var page = await browser.OpenAsync(before.Address);
            await page.ClickAsync("#sound-unlock");
            await page.ClickAsync("#sound-off");
            await Expect(page.Locator("#sound-state")).ToContainTextAsync("Sound off by ward screen");
        }

        await using var after = await LivingWard.StartAsync(1, wardBook: book);
        var again = await browser.OpenAsync(after.Address);
        await again.ClickAsync("#sound-unlock");
        await Expect(again.Locator("#sound-state")).ToContainTextAsync("Sound off by ward screen");
        await again.ClickAsync("#sound-on");
        await Expect(again.Locator("#sound-state")).ToHaveTextAsync("Sound on");
    }

    [Fact]
    public async Task What_the_server_could_not_keep_is_not_in_force_and_the_wall_says_so()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.WardBook.Failure = new IOException("the disk is full");
        ward.Raise("1", AlarmKind.ExtremeTachycardia, AlarmPriority.High);
        var page = await browser.OpenAsync(ward.Address);
        await page.ClickAsync("#sound-unlock");
        await page.ClickAsync("#sound-pause");
        await Expect(page.Locator("#sound-state")).ToContainTextAsync("could not keep it");
        await Expect(page.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
    }
}
