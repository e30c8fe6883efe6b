using Microsoft.Playwright;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>Traces in true millimetres: paper speed, gain, calibration mark, the erased bar before the sweep.</summary>
public sealed class SweepTests(Browser browser)
{
    /// <summary>CSS pixels of a millimetre at 96 dpi.</summary>
    private const double Millimetre = 96 / 25.4;

    [Theory]
    [InlineData(6.25)]
    [InlineData(12.5)]
    [InlineData(25)]
    [InlineData(50)]
    public async Task A_second_is_as_wide_as_the_paper_speed_says_and_an_erased_bar_runs_before_it(double speed)
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        // A line at 0 mV is drawn twice over the screen; then the columns without ink are counted, from
        // the newest sample on.
        var seen = await page.EvaluateAsync<double[]>(
            """
            async speed => {
              const wall = [...document.scripts].find(s => s.src.includes('wall/wall.js')).src;
              const load = file => import(wall.replace('wall/wall.js', file));
              const { Samples } = await load('traces/samples.js'), { Sweep } = await load('traces/sweep.js');
              const canvas = document.createElement('canvas');
              canvas.style.cssText = 'position:fixed;left:0;top:0;width:400px;height:60px';
              document.body.append(canvas);
              const samples = new Samples({ rate: 100, gain: 100, offset: 0, kind: 'Ecg', index: 0 });
              const sweep = new Sweep(canvas, [samples], { speed, gain: 10 });
              sweep.resize();
              const seconds = 800 / sweep.pxPerSecond;
              let end = 0;
              for (let time = 0; time <= seconds + 0.8; time += 0.05) {
                const next = Math.floor(time * 100) + 30;
                samples.append(end, new Int16Array(next - end));
                end = next;
                sweep.advance(time, 0);
              }
              const paper = [...sweep.ctx.getImageData(0, 0, 1, 1).data].join();
              const ink = x => {
                for (let y = 0; y < 60; y++)
                  if ([...sweep.ctx.getImageData(x, y, 1, 1).data].join() !== paper) return true;
                return false;
              };
              const head = Math.round((sweep.head * sweep.pxPerSecond) % 400);
              let bar = 0;
              while (!ink((head + 3 + bar) % 400) && bar < 400) bar++;
              return [sweep.pxPerSecond, bar, ink((head + 400 - 4) % 400) ? 1 : 0];
            }
            """,
            speed
        );
        seen[0].ShouldBe(speed * Millimetre, 0.01);
        seen[1].ShouldBeInRange(6, 16);
        seen[2].ShouldBe(1);
    }

    [Fact]
    public async Task The_calibration_mark_is_one_millivolt_high_at_every_gain_step()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var page = await browser.OpenAsync(ward.Address);
        var mark = page.Locator(".tile[data-bed='1'] .tile-cal");
        foreach (var gain in new[] { 5, 10, 20 })
        {
            await page.SelectOptionAsync("#wall-gain", $"{gain}");
            await page.WaitForFunctionAsync(
                """
                ([gain, mm]) => {
                  const height = parseFloat(document.querySelector('.tile-cal').style.height);
                  return Math.abs(height - gain * mm) < 0.1;
                }
                """,
                new object[] { gain, Millimetre }
            );
            await Expect(mark).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task The_wall_has_one_to_ten_columns_and_shows_beds_with_or_without_data()
    {
        await using var ward = await LivingWard.StartAsync(10);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(10);
        for (var columns = 1; columns <= 10; columns++)
        {
            await page.SelectOptionAsync("#wall-columns", $"{columns}");
            (
                await page.Locator("#wall")
                    .EvaluateAsync<int>("w => getComputedStyle(w).gridTemplateColumns.split(' ').length")
            ).ShouldBe(columns);
        }

        ward.Silence("7");
        await page.SelectOptionAsync("#wall-filter", "disconnected");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);
        await Expect(page.Locator(".tile")).ToHaveAttributeAsync("data-bed", "7");
        await page.SelectOptionAsync("#wall-filter", "connected");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(9);
    }

    [Fact]
    public async Task A_bed_marks_each_second_of_quality_under_its_trace()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".channel-row")).ToHaveCountAsync(5);
        // Some seconds of green band, then some of another colour once the channel is spoilt.
        await page.WaitForFunctionAsync($"() => {Colours}.size >= 2");
        var before = await page.EvaluateAsync<int>($"() => {Colours}.size");
        ward.Spoil("1", 2, Signals.Quality.QualityIssues.Motion);
        await page.WaitForFunctionAsync($"before => {Colours}.size > before", before);
    }

    /// <summary>The colours on the pleth's quality band.</summary>
    private const string Colours = """
        (() => {
          const band = document.querySelector('.channel-row.pleth .band'), seen = new Map();
          if (!band?.width) return new Set();
          const bytes = band.getContext('2d').getImageData(0, 0, band.width, band.height).data;
          for (let i = 0; i < bytes.length; i += 4) {
            const key = `${bytes[i]},${bytes[i + 1]},${bytes[i + 2]}`;
            seen.set(key, (seen.get(key) ?? 0) + 1);
          }
          return new Set([...seen].filter(([, n]) => n > 40).map(([key]) => key));
        })()
        """;
}
