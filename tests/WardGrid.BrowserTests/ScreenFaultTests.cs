using Microsoft.Playwright;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>One bed, one message or one fault of the script never stops another bed.</summary>
public sealed class ScreenFaultTests(Browser browser)
{
    public static TheoryData<string, ChannelDeclaration[]> Mixes =>
        new()
        {
            { "no channel", [] },
            { "pleth alone", [Channel(0, "Pleth", Mdc.Pleth)] },
            { "respiration alone", [Channel(0, "Resp", Mdc.RespirationWave)] },
            { "pressure alone", [Channel(0, "ABP", Mdc.ArterialPressureWave)] },
            { "an unknown kind", [Channel(0, "EEG", 999)] },
            {
                "twelve leads",
                [.. Enumerable.Range(0, 12).Select(i => Channel(i, $"L{i}", i < 6 ? Mdc.EcgLeadV1 + i : Leads[i - 6]))]
            },
        };

    private static int[] Leads =>
        [Mdc.EcgLeadI, Mdc.EcgLeadII, Mdc.EcgLeadIII, Mdc.EcgLeadAvr, Mdc.EcgLeadAvl, Mdc.EcgLeadAvf];

    [Theory]
    [MemberData(nameof(Mixes))]
    public async Task A_bed_with_any_mix_of_channels_leaves_the_other_traces_alive(
        string mix,
        ChannelDeclaration[] channels
    )
    {
        await using var ward = await LivingWard.StartAsync(2);
        ward.Redeclare("2", channels);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(2);

        await MovesAsync(page, "1");
        await Expect(Fault(page, "1")).ToBeHiddenAsync();
        await Expect(Fault(page, "2")).ToBeHiddenAsync();
        (await page.Locator(".tile").CountAsync()).ShouldBe(2, mix);
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public async Task The_page_of_a_bed_with_any_mix_of_channels_shows_each(string mix, ChannelDeclaration[] channels)
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Redeclare("1", channels);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");

        await Expect(page.Locator(".channel-row")).ToHaveCountAsync(channels.Length);
        await Expect(page.Locator(".bed-fault")).ToBeHiddenAsync();
        (await page.Locator(".channel-row .trace").CountAsync()).ShouldBe(channels.Length, mix);
    }

    [Theory]
    [InlineData("traces/sweep.js", "Sweep", "advance")]
    [InlineData("traces/sweep.js", "Sweep", "resize")]
    [InlineData("traces/samples.js", "Samples", "append")]
    [InlineData("traces/playout.js", "Playout", "at")]
    public async Task A_drawing_part_that_throws_on_one_bed_is_said_there_and_stops_no_other(
        string file,
        string type,
        string method
    )
    {
        await using var ward = await LivingWard.StartAsync(2);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(2);
        await BreakAsync(page, file, type, method);

        await Expect(Fault(page, "2")).ToBeVisibleAsync();
        await MovesAsync(page, "1");
        await Expect(Fault(page, "1")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Samples_that_arrive_and_are_not_drawn_are_said_over_the_tile()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);
        await MovesAsync(page, "1");

        // Nothing throws; the sweep only no longer draws.
        await page.EvaluateAsync(
            $$"""
            async () => {
              const { Sweep } = await ({{Load}})('traces/sweep.js');
              Sweep.prototype.advance = () => false;
            }
            """
        );

        await Expect(Fault(page, "1")).ToContainTextAsync("The traces stand still although data arrives");
    }

    [Theory]
    [InlineData("{ t: 'bed', slot: 900, bed: '9' }")]
    [InlineData(
        "{ t: 'bed', slot: 900, bed: '9', channels: [null], wall: [7], vitals: [{}], alarms: [{}], inactive: 'no' }"
    )]
    [InlineData(
        "{ t: 'bed', slot: 900, bed: null, channels: 3, wall: 'x', vitals: null, alarms: null, inactive: null }"
    )]
    [InlineData("{ t: 'weather', of: 'tomorrow' }")]
    [InlineData("{ t: 'toString' }")]
    [InlineData("null")]
    [InlineData("42")]
    public async Task A_malformed_message_stops_no_bed(string message)
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync("about:blank");
        await HearAsync(page);
        await page.GotoAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);

        await page.EvaluateAsync($"() => window.lines[0].onmessage({{ data: JSON.stringify({message}) }})");
        await page.EvaluateAsync("() => window.lines[0].onmessage({ data: 'no JSON {' })");

        await MovesAsync(page, "1");
        await Expect(Fault(page, "1")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_fault_of_the_script_reaches_the_servers_log_once()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);
        await page.EvaluateAsync(
            $$"""
            async () => {
              const { Sweep } = await ({{Load}})('traces/sweep.js');
              Sweep.prototype.advance = () => { throw new Error('injected'); };
            }
            """
        );

        await Expect(Fault(page, "1")).ToContainTextAsync("A part of this display has failed");
        await Eventually(() => ward.Log.Any(line => line.Contains("injected")));
        ward.Log.Count(line => line.Contains("injected")).ShouldBe(1, "a fault in every frame is told once");
        ward.Log.First(line => line.Contains("injected")).ShouldContain("bed '1', in tile drawing");
    }

    [Fact]
    public async Task A_notice_of_the_browser_about_sizes_is_no_fault()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);

        await page.EvaluateAsync(
            """
            () => {
              const notice = 'ResizeObserver loop completed with undelivered notifications.';
              window.dispatchEvent(new ErrorEvent('error', { message: notice }));
              window.dispatchEvent(new ErrorEvent('error', { message: 'a fault of its own' }));
            }
            """
        );

        await Eventually(() => ward.Log.Any(line => line.Contains("a fault of its own")));
        ward.Log.ShouldNotContain(line => line.Contains("ResizeObserver"));
    }

    [Fact]
    public async Task The_sound_of_the_ward_neither_thaws_a_frozen_bed_nor_wipes_its_traces()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".channel-row")).ToHaveCountAsync(5);
        await page.Locator("#bed-freeze").ClickAsync();
        await page.EvaluateAsync("() => { document.querySelector('.channel-row').dataset.kept = 'yes'; }");

        await page.EvaluateAsync(
            """
            () => fetch('/live/sound', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ state: 'paused', by: 'nurse' })
            })
            """
        );
        // A message that came after the sound's.
        ward.Spoil("1", 2, QualityIssues.Motion);
        await Expect(page.Locator(".channel-row.pleth.poor")).ToHaveCountAsync(1);

        await Expect(page.Locator("#bed-freeze")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator(".calliper-reading")).ToBeVisibleAsync();
        await Expect(page.Locator(".channel-row[data-kept='yes']")).ToHaveCountAsync(1);
    }

    /// <summary>Loads the module that the page itself runs.</summary>
    private const string Load = """
        file => {
          const mine = [...document.scripts].find(script => script.src.includes('/assets/'));
          return import(mine.src.replace(/(assets\/[^/]+\/).*/, '$1') + file);
        }
        """;

    private static ChannelDeclaration Channel(int index, string name, int code) =>
        new(index, name, code, 125, "mV", 1000, 0);

    private static ILocator Fault(IPage page, string bed) => page.Locator($".tile[data-bed='{bed}'] .tile-fault");

    private static async Task MovesAsync(IPage page, string bed)
    {
        var before = await page.EvaluateAsync<int>(WallTests.Pixels, bed);
        await page.WaitForFunctionAsync($"before => ({WallTests.Pixels})('{bed}') !== before", before);
    }

    /// <summary>Lets a method throw wherever it works for bed 2, and go on for every other bed.</summary>
    private static Task BreakAsync(IPage page, string file, string type, string method) =>
        page.EvaluateAsync(
            $$"""
            async () => {
              const { {{type}}: Type } = await ({{Load}})('{{file}}');
              const tile = document.querySelector(".tile[data-bed='2'] canvas").tile, whole = Type.prototype.{{method}};
              Type.prototype.{{method}} = function (...given) {
                if (this === tile.sweep || this === tile.playout || [...tile.samples.values()].includes(this))
                  throw new Error('injected');
                return whole.apply(this, given);
              };
              tile.resized();
            }
            """
        );

    /// <summary>Keeps the page's live lines where a test can reach them.</summary>
    private static Task HearAsync(IPage page) =>
        page.AddInitScriptAsync(
            """
            window.lines = [];
            window.WebSocket = class extends WebSocket {
              constructor(...given) {
                super(...given);
                if (String(given[0]).includes('/live/')) window.lines.push(this);
              }
            };
            """
        );

    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!condition())
            await Task.Delay(50, limit.Token);
    }
}
