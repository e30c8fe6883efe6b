using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.People;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>Sign-in with the hospital's identity provider: a real one, in the test's process.</summary>
public sealed class OpenIdTests : IAsyncLifetime
{
    private IdentityProvider _provider = null!;
    private ServerInProcess _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.StartAsync(Stop);
        _server = await ServerInProcess.StartAsync(
            new()
            {
                ["OpenId:Authority"] = _provider.Authority,
                ["OpenId:ClientId"] = IdentityProvider.ClientId,
                ["OpenId:ClientSecret"] = IdentityProvider.ClientSecret,
                ["OpenId:Nurse"] = "icu-nurses",
                ["OpenId:Administrator"] = "it-admins",
                ["OpenId:WardPrefix"] = "ward-",
            }
        );
        Is("k.braun", "icu-nurses", "ward-west", "canteen");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task The_groups_of_the_provider_give_the_role_and_the_wards()
    {
        using var browser = Browser();

        (await SignInAsync(browser)).ShouldBe("/beds/1");

        var session = await SessionAsync(browser);
        session.GetProperty("userName").GetString().ShouldBe("k.braun");
        session.GetProperty("roles").GetString().ShouldBe("Nurse");
        session.GetProperty("wards").EnumerateArray().Select(w => w.GetString()).ShouldBe(["west"]);
        (await browser.GetAsync("/api/ward", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync("/api/metrics", Stop)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_person_whose_groups_give_no_role_is_not_let_in()
    {
        Is("visitor", "canteen");
        using var browser = Browser();

        (await SignInAsync(browser)).ShouldBe("/sign-in?refused=provider");

        (await browser.GetAsync("/api/ward", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_role_holds_from_the_next_sign_in_and_ends_the_older_sessions()
    {
        using var old = Browser();
        await SignInAsync(old);
        Is("k.braun", "it-admins");
        using var browser = Browser();

        await SignInAsync(browser);

        (await SessionAsync(browser)).GetProperty("roles").GetString().ShouldBe("Administrator");
        var account = (await _server.Services.GetRequiredService<IAccounts>().AllAsync(Stop)).ShouldHaveSingleItem();
        account.Roles.ShouldBe(Roles.Administrator);
    }

    [Fact]
    public async Task A_local_account_of_the_same_name_is_not_taken_over()
    {
        var people = _server.Services.GetRequiredService<PeopleRegister>();
        await people.AddAsync(new("k.braun", "Karin", Roles.Administrator, [], SignedIn.Password), "tests", Stop);
        using var browser = Browser();

        (await SignInAsync(browser)).ShouldBe("/sign-in?refused=provider");
    }

    [Fact]
    public async Task A_person_of_the_provider_has_no_password_here()
    {
        using var browser = Browser();
        await SignInAsync(browser);
        using var stranger = Browser();

        foreach (var password in new[] { "", SignedIn.Password })
            (
                await stranger.PostAsJsonAsync("/api/sign-in", new { userName = "k.braun", password }, Stop)
            ).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_person_of_the_provider_is_offered_no_password_no_PIN_and_no_second_factor()
    {
        using var browser = Browser();
        await SignInAsync(browser);

        foreach (var path in new[] { "/account", "/sign-in/authenticator" })
        {
            var page = await browser.GetStringAsync(path, Stop);
            page.ShouldContain("sign-in keeps your password", customMessage: path);
            // The form of the page's head signs out.
            page.ShouldNotContain("class=\"panel sign-in\"", customMessage: path);
        }

        var people = _server.Services.GetRequiredService<PeopleRegister>();
        var set = await people.SetPasswordAsync("k.braun", SignedIn.Password, "tests", Stop);
        set.Reason.ShouldContain("identity provider signs k.braun in");
    }

    [Fact]
    public async Task A_token_that_another_key_signed_is_refused()
    {
        _provider.ForgedKey = new(RSA.Create(2048)) { KeyId = "key-1" };
        using var browser = Browser();

        (await SignInAsync(browser)).ShouldBe("/sign-in?refused=provider");
    }

    [Fact]
    public async Task An_answer_that_this_browser_never_asked_for_is_refused()
    {
        using var browser = Browser();

        var answer = await browser.GetAsync("/sign-in/openid?code=stolen&state=made-up", Stop);

        answer.Headers.Location!.OriginalString.ShouldBe("/sign-in?refused=provider");
    }

    private void Is(string name, params string[] groups)
    {
        _provider.Person.Clear();
        _provider.Person["sub"] = $"subject-of-{name}";
        _provider.Person["preferred_username"] = name;
        _provider.Person["groups"] = groups;
    }

    /// <summary>Keeps cookies, and follows redirects only where the test says so.</summary>
    private HttpClient Browser() => _server.Stranger();

    /// <summary>Goes the way of a browser; the result is the page at the end of it.</summary>
    private static async Task<string> SignInAsync(HttpClient browser)
    {
        var address = "/sign-in/with-provider?to=%2Fbeds%2F1";
        for (var i = 0; i < 4; i++)
        {
            using var answer = await browser.GetAsync(address, Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, address);
            address = answer.Headers.Location!.OriginalString;
            if (address == "/beds/1" || address.StartsWith("/sign-in?", StringComparison.Ordinal))
                break;
        }

        return address;
    }

    private static async Task<JsonElement> SessionAsync(HttpClient browser) =>
        await browser.GetFromJsonAsync<JsonElement>("/api/session", Stop);
}
