using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Web.SignIn;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed class SignInPageTests(Browser browser)
{
    private const string Password = "a long pass phrase";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_leads_to_sign_in_and_then_to_where_one_wanted_to_go()
    {
        await using var ward = await StartAsync();
        await AddAsync(ward, "k.braun", Roles.Nurse);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page).ToHaveURLAsync($"{ward.Address}/sign-in?to=%2Fbeds%2F1");

        await SignInAsync(page, "k.braun", "not this one, surely");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("User name or password is wrong.");

        await SignInAsync(page, "k.braun", Password);
        await Expect(page).ToHaveURLAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".person")).ToHaveTextAsync("k.braun");
        await Expect(page.Locator("header nav a"))
            .ToHaveTextAsync(["Ward", "Alarms", "Quality", "Devices", "Governance"]);
    }

    [Fact]
    public async Task An_act_carries_the_name_of_the_person_and_a_role_that_may_not_is_not_offered_it()
    {
        await using var ward = await StartAsync();
        await AddAsync(ward, "k.braun", Roles.Nurse);
        await AddAsync(ward, "b.smith", Roles.Engineer);
        var alarm = ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await SignInAsync(page, "b.smith", Password);
        var acknowledge = page.Locator(".alarm-card").GetByText("Acknowledge", new() { Exact = true });
        await Expect(page.Locator(".alarm-card")).ToBeVisibleAsync();
        await Expect(acknowledge).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{ward.Address}/sign-in");
        await page.GotoAsync($"{ward.Address}/beds/1");
        await SignInAsync(page, "k.braun", Password);
        await acknowledge.ClickAsync();
        await Expect(page.Locator(".acknowledged")).ToContainTextAsync("by k.braun");
        ward.Patients.Taken.ShouldBe([new PatientCommand.Acknowledge("k.braun", alarm.Id) { From = "127.0.0.1" }]);
    }

    [Fact]
    public async Task A_button_that_was_there_before_the_right_was_taken_away_does_nothing_and_says_so()
    {
        await using var ward = await StartAsync();
        await AddAsync(ward, "k.braun", Roles.Nurse);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await SignInAsync(page, "k.braun", Password);
        var acknowledge = page.Locator(".alarm-card").GetByText("Acknowledge", new() { Exact = true });
        await Expect(acknowledge).ToBeEnabledAsync();

        (await ward.People.SetRightsAsync("k.braun", Roles.Engineer, [], "tests", Stop)).Done.ShouldBeTrue();
        await acknowledge.ClickAsync();

        await Expect(page.Locator(".alarm-card [role=alert]")).ToHaveTextAsync("Sign in first.");
        ward.Patients.Taken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Roles.Viewer, "")]
    [InlineData(Roles.Nurse, "acknowledge limits inactivate bind discharge")]
    [InlineData(Roles.Engineer, "bind register retire")]
    [InlineData(Roles.Administrator, "suppress")]
    public async Task Each_role_is_offered_what_it_may_do_and_nothing_else(Roles role, string offered)
    {
        await using var ward = await StartAsync(new() { SecondFactorFor = Roles.None });
        await AddAsync(ward, "somebody", role);
        await ward.Onboarding.RegisterAsync("monitor-9", "", "", new("tests", ""), Stop);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await SignInAsync(page, "somebody", Password);
        await Expect(page.Locator(".alarm-card")).ToBeVisibleAsync();

        var seen = new List<string>();
        await SeeAsync("acknowledge", ".alarm-card header button");
        await SeeAsync("limits", ".limits button[type=submit]");
        await SeeAsync("inactivate", ".inactivate");
        await SeeAsync("bind", ".desk");
        await SeeAsync("discharge", ".desk-discharge");
        await page.GotoAsync($"{ward.Address}/devices");
        await Expect(page.Locator("main h1")).ToBeVisibleAsync();
        await SeeAsync("register", "#devices-register");
        await SeeAsync("retire", "td.actions >> text=Retire");
        await page.GotoAsync($"{ward.Address}/governance");
        await Expect(page.Locator("main h1")).ToBeVisibleAsync();
        await SeeAsync("suppress", "main form.panel");
        string.Join(' ', seen).ShouldBe(offered);

        async Task SeeAsync(string name, string selector)
        {
            if (await page.Locator(selector).CountAsync() > 0)
                seen.Add(name);
        }
    }

    [Fact]
    public async Task A_page_that_a_role_may_not_open_says_so()
    {
        await using var ward = await StartAsync();
        await AddAsync(ward, "k.braun", Roles.Nurse);
        var page = await browser.OpenAsync($"{ward.Address}/people");
        await SignInAsync(page, "k.braun", Password);
        await Expect(page.Locator("main")).ToContainTextAsync("Your role does not open the page /people.");
    }

    [Fact]
    public async Task The_first_administrator_sets_up_an_authenticator_app_before_anything_else()
    {
        await using var ward = await StartAsync(new() { FirstRunCode = "CODE-FROM-THE-LOG" });
        var page = await browser.OpenAsync($"{ward.Address}/first-run");
        await page.FillAsync("[name='Asked.Code']", "ANOTHER-CODE");
        await FillFirstAsync(page);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not the code from the server's log");
        await page.FillAsync("[name='Asked.Code']", "CODE-FROM-THE-LOG");
        await FillFirstAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Set up your authenticator app");

        await page.GotoAsync(ward.Address);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Set up your authenticator app");
        var key = await page.Locator(".credential code").InnerTextAsync();
        await page.FillAsync("[name='Asked.Code']", AuthenticatorApp.Code(key));
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(page.Locator(".wall-page")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await SignInAsync(page, "boss", Password);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Code of your authenticator app");
        await page.FillAsync("[name='Asked.Code']", "12");
        await page.Locator("main button[type=submit]").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This code is wrong");
        await page.FillAsync("[name='Asked.Code']", AuthenticatorApp.Code(key));
        await page.Locator("main button[type=submit]").ClickAsync();
        await Expect(page.Locator(".wall-page")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_administrator_adds_a_person_who_then_signs_in_and_disables_this_person()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/people");
        await Expect(page.Locator("[name=user-name]")).ToBeEnabledAsync();
        await page.Locator("summary", new() { HasText = "Add a person" }).ClickAsync();
        await page.FillAsync("[name=user-name]", "k.braun");
        await page.FillAsync("details [name=name]", "Karin Braun");
        await page.FillAsync("details [name=wards]", "west, east");
        await page.FillAsync("details [name=password]", "short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.Locator("details [role=status]")).ToContainTextAsync("A password has 12 to 128 characters.");
        await page.FillAsync("details [name=password]", Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        var row = page.Locator("tr[data-person='k.braun']");
        await Expect(row).ToContainTextAsync("nurse");
        await Expect(row).ToContainTextAsync("west, east");
        ward.Audit.Entries.ShouldContain(e => e.What == "person.added" && e.By == LivingWard.Visitor);

        await row.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await row.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(row).ToContainTextAsync("disabled since");
        (await ward.Accounts.FindByNameAsync("k.braun", Stop))!.DisabledAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_wall_screen_shows_its_ward_and_an_act_at_it_needs_a_persons_PIN()
    {
        await using var ward = await StartAsync();
        await AddAsync(ward, "k.braun", Roles.Nurse);
        (await ward.People.SetPinAsync("k.braun", "314159", "tests", Stop)).Done.ShouldBeTrue();
        var alarm = ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var name = ward.Ward["1"].Association.Ward;
        var (_, credential) = await ward.Displays.AddAsync("Hall wall", name, "tests", Stop);
        var page = await browser.OpenAsync($"{ward.Address}/display#{credential}");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);
        await Expect(page.Locator(".person")).ToHaveTextAsync("Hall wall");
        await page.GotoAsync($"{ward.Address}/beds/1");
        var acknowledge = page.Locator(".alarm-card").GetByText("Acknowledge", new() { Exact = true });
        await acknowledge.ClickAsync();
        await Expect(page.Locator(".alarm-card [role=alert]")).ToContainTextAsync("Sign with your user name and PIN");
        await SignWithPinAsync(page, "k.braun", "271828");
        await Expect(page.Locator(".sign-as [role=alert]")).ToHaveTextAsync("User name or PIN is wrong.");
        await SignWithPinAsync(page, "k.braun", "314159");
        await Expect(page.Locator(".sign-as [role=status]")).ToHaveTextAsync("Signed in: k.braun");
        await acknowledge.ClickAsync();
        await Expect(page.Locator(".acknowledged")).ToContainTextAsync("by k.braun (Hall wall)");
        ward.Patients.Taken.ShouldBe([
            new PatientCommand.Acknowledge("k.braun (Hall wall)", alarm.Id) { From = "127.0.0.1" },
        ]);
        ward.Audit.Entries.ShouldContain(e => e.What == "pin.refused" && e.Subject == "k.braun" && e.By == "Hall wall");
    }

    /// <summary>A PIN is weaker than the password with a code that an administrator signs in with.</summary>
    [Fact]
    public async Task A_PIN_at_a_shared_screen_never_signs_an_act_of_the_administrator()
    {
        await using var ward = await StartAsync();
        await AddAsync(ward, "desk", Roles.Nurse);
        await AddAsync(ward, "boss", Roles.Administrator | Roles.Nurse);
        (await ward.People.SetPinAsync("boss", "314159", "tests", Stop)).Done.ShouldBeTrue();
        var page = await browser.OpenAsync($"{ward.Address}/governance");
        await page.CheckAsync("[name='Asked.Shared']");
        await SignInAsync(page, "desk", Password);
        await SignWithPinAsync(page, "boss", "314159");
        await Expect(page.Locator(".sign-as [role=status]")).ToHaveTextAsync("Signed in: boss");

        await page.FillAsync("[name=reason]", "a trial");
        await page.Locator("main form.panel button[type=submit]").ClickAsync();

        await Expect(page.Locator("main [role=alert]")).ToHaveTextAsync("Your role may not do this.");
        ward.Audit.Entries.ShouldNotContain(e => e.What.StartsWith("suppression"));
    }

    [Fact]
    public async Task A_session_that_ends_makes_the_wall_read_only_and_leaves_it_live_and_sounding()
    {
        await using var ward = await StartAsync(new() { ActsFor = TimeSpan.FromSeconds(4) });
        await AddAsync(ward, "k.braun", Roles.Nurse);
        var page = await browser.OpenAsync(ward.Address);
        await SignInAsync(page, "k.braun", Password);
        await page.ClickAsync("#sound-unlock");
        await Expect(page.Locator("#session-over")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(page.Locator("#session-over")).ToContainTextAsync("read only");

        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        await Expect(page.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
        await Expect(page.Locator("#line-lost")).ToBeHiddenAsync();
        await Expect(page.Locator("#sound-off")).ToBeHiddenAsync();

        await page.GotoAsync($"{ward.Address}/beds/1");
        await page.Locator(".alarm-card").GetByText("Acknowledge", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".alarm-card [role=alert]")).ToContainTextAsync("Your session has ended");
        ward.Patients.Taken.ShouldBeEmpty();
    }

    private static Task<LivingWard> StartAsync(SignInOptions? options = null) =>
        LivingWard.StartAsync(1, signIn: (options ?? new()) with { Visitor = null });

    private static async Task AddAsync(LivingWard ward, string userName, Roles roles) =>
        (await ward.People.AddAsync(new(userName, userName, roles, [], Password), "tests", Stop)).Done.ShouldBeTrue();

    private static async Task SignInAsync(IPage page, string userName, string password)
    {
        await page.FillAsync("[name='Asked.UserName']", userName);
        await page.FillAsync("[name='Asked.Password']", password);
        await page.Locator("main button[type=submit]").ClickAsync();
    }

    private static async Task FillFirstAsync(IPage page)
    {
        await page.FillAsync("[name='Asked.UserName']", "boss");
        await page.FillAsync("[name='Asked.Name']", "The Boss");
        await page.FillAsync("[name='Asked.Password']", Password);
        await page.Locator("main button[type=submit]").ClickAsync();
    }

    private static async Task SignWithPinAsync(IPage page, string userName, string pin)
    {
        await page.FillAsync("[name=sign-name]", userName);
        await page.FillAsync("[name=sign-pin]", pin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
    }
}
