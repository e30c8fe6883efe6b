using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients.People;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>The pages of a nurse of one ward, where the server has two.</summary>
public sealed class WardBoundaryPageTests(Browser browser) : IAsyncLifetime
{
    private const string Password = "a long pass phrase";

    private LivingWard _ward = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _ward = await LivingWard.StartAsync(2, signIn: new() { Visitor = null });
        var other = _ward.Ward["2"];
        _ward.Ward.Show(other with { Association = other.Association with { Ward = "elsewhere" } });
        _ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        _ward.Raise("2", AlarmKind.VentricularTachycardia, AlarmPriority.High);
        var stop = TestContext.Current.CancellationToken;
        var own = _ward.Ward["1"].Association.Ward;
        (
            await _ward.People.AddAsync(new("k.braun", "Karin", Roles.Nurse, [own], Password), "tests", stop)
        ).Done.ShouldBeTrue();
        _page = await browser.OpenAsync(_ward.Address);
        await _page.FillAsync("[name='Asked.UserName']", "k.braun");
        await _page.FillAsync("[name='Asked.Password']", Password);
        await _page.Locator("main button[type=submit]").ClickAsync();
    }

    public ValueTask DisposeAsync() => _ward.DisposeAsync();

    [Fact]
    public async Task The_wall_shows_the_own_ward_only()
    {
        await Expect(_page.Locator(".tile")).ToHaveCountAsync(1);
        await Expect(_page.Locator(".tile")).ToHaveAttributeAsync("data-bed", "1");
        await Expect(_page.Locator("body")).Not.ToContainTextAsync(Other);
    }

    [Fact]
    public async Task The_page_of_another_wards_bed_shows_no_patient()
    {
        await Expect(_page.Locator(".tile")).ToHaveCountAsync(1);
        await _page.GotoAsync($"{_ward.Address}/beds/2");

        await Expect(_page.Locator("main [role=status]").First).ToHaveTextAsync("No patient is bound to Bed 2.");
        await Expect(_page.Locator(".alarm-card")).ToHaveCountAsync(0);
        await Expect(_page.Locator("body")).Not.ToContainTextAsync(Other);
    }

    [Theory]
    [InlineData("alarms")]
    [InlineData("quality")]
    [InlineData("devices")]
    [InlineData("groups")]
    public async Task No_other_page_names_a_patient_of_another_ward(string name)
    {
        await Expect(_page.Locator(".tile")).ToHaveCountAsync(1);
        await _page.GotoAsync($"{_ward.Address}/{name}");

        await Expect(_page.Locator("main h1")).ToBeVisibleAsync();
        await Expect(_page.Locator("body")).Not.ToContainTextAsync(Other);
        await Expect(_page.Locator("body")).Not.ToContainTextAsync("elsewhere");
    }

    private string Other => _ward.Ward["2"].Association.PatientName;
}
