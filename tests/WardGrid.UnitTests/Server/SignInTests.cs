using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.People;
using WardGrid.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>Signing in at the whole server, as people and as an outsider do.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private ServerInProcess _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PeopleRegister People => _server.Services.GetRequiredService<PeopleRegister>();

    public async ValueTask InitializeAsync() => _server = await ServerInProcess.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_first_administrator_is_made_once_and_only_with_the_code()
    {
        using var one = _server.Stranger();
        (await FirstRunAsync(one, "A-CODE-THAT-IS-GUESSED")).ShouldBe(HttpStatusCode.Conflict);
        (await one.GetAsync("/api/ward", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await FirstRunAsync(one, SignedIn.FirstRunCode)).ShouldBe(HttpStatusCode.Created);
        var trail = await _server.Services.GetRequiredService<RecordStore>().Audit.ReadAsync(0, 1000, Stop);
        trail.Single(r => r.Entry.What == "person.added").Entry.From.ShouldBe("127.0.0.1");
        (await one.GetAsync("/api/ward", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var two = _server.Stranger();
        (await FirstRunAsync(two, SignedIn.FirstRunCode)).ShouldBe(HttpStatusCode.Conflict);
        (await two.GetAsync("/api/ward", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("m.weber")]
    [InlineData("jörg.müller")]
    public async Task After_ten_wrong_passwords_the_right_one_is_refused_too(string userName)
    {
        await AddAsync(userName, Roles.Nurse);
        using var stranger = _server.Stranger();
        for (var i = 0; i < 10; i++)
            (await SignInAsync(stranger, userName, "not this one, surely")).ShouldBe(HttpStatusCode.Unauthorized);

        (await SignInAsync(stranger, userName, SignedIn.Password)).ShouldBe(HttpStatusCode.Unauthorized);

        (await EntriesAsync("session.refused")).Count(e => e.Contains(userName)).ShouldBe(11);
    }

    [Fact]
    public async Task One_address_cannot_try_for_ever()
    {
        using var stranger = _server.Stranger();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 31; i++)
            answers.Add(await SignInAsync(stranger, $"somebody-{i}", "a guess of twelve"));

        answers[..30].ShouldAllBe(a => a == HttpStatusCode.Unauthorized);
        answers[30].ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_name_in_a_header_is_not_believed_and_the_audit_trail_names_who_signed_in()
    {
        await AddAsync("b.smith", Roles.Engineer);
        using var engineer = await SignedInAsync("b.smith");
        engineer.DefaultRequestHeaders.Add("X-WardGrid-User", "Dr. House");

        var registered = await engineer.PostAsJsonAsync("/api/devices", new { device = "mon-1" }, Stop);

        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await EntriesAsync("device.registered")).ShouldHaveSingleItem().ShouldStartWith("b.smith ");
        (await EntriesAsync("session.begun")).ShouldHaveSingleItem().ShouldEndWith("from 127.0.0.1");
    }

    [Fact]
    public async Task An_account_that_is_disabled_signs_in_no_more()
    {
        await AddAsync("m.weber", Roles.Nurse);
        (await People.DisableAsync("m.weber", "tests", Stop)).Done.ShouldBeTrue();
        using var stranger = _server.Stranger();

        (await SignInAsync(stranger, "m.weber", SignedIn.Password)).ShouldBe(HttpStatusCode.Unauthorized);

        (await People.EnableAsync("m.weber", "tests", Stop)).Done.ShouldBeTrue();
        (await SignInAsync(stranger, "m.weber", SignedIn.Password)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_last_administrator_can_neither_be_disabled_nor_lose_the_role()
    {
        await AddAsync("boss", Roles.Administrator);

        (await People.DisableAsync("boss", "tests", Stop)).Reason.ShouldContain("last administrator");
        (await People.SetRightsAsync("boss", Roles.Nurse, [], "tests", Stop)).Done.ShouldBeFalse();

        await AddAsync("second", Roles.Administrator);
        (await People.DisableAsync("boss", "tests", Stop)).Done.ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_that_another_sites_page_makes_is_refused_though_the_session_holds()
    {
        await AddAsync("b.smith", Roles.Engineer);
        using var engineer = await SignedInAsync("b.smith");
        engineer.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");

        var registered = await engineer.PostAsJsonAsync("/api/devices", new { device = "mon-1" }, Stop);

        registered.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await EntriesAsync("device.registered")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_signs_nobody_in()
    {
        await AddAsync("m.weber", Roles.Nurse);
        using var stranger = _server.Stranger();
        using var form = new FormUrlEncodedContent([
            new("_handler", "sign-in"),
            new("Asked.UserName", "m.weber"),
            new("Asked.Password", SignedIn.Password),
        ]);

        var answer = await stranger.PostAsync("/sign-in", form, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task The_session_cookie_is_closed_to_scripts_and_to_other_sites()
    {
        await AddAsync("m.weber", Roles.Nurse);
        using var stranger = _server.Stranger();

        var signed = await stranger.PostAsJsonAsync(
            "/api/sign-in",
            new { userName = "m.weber", password = SignedIn.Password },
            Stop
        );

        var cookie = signed
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("wardgrid=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
    }

    [Fact]
    public async Task A_code_of_the_authenticator_app_is_asked_for_where_one_is_set_up()
    {
        await AddAsync("boss", Roles.Administrator);
        var accounts = _server.Services.GetRequiredService<IAccounts>();
        var boss = (await accounts.FindByNameAsync("boss", Stop))!;
        (boss.AuthenticatorKey, boss.HasSecondFactor) = ("JBSWY3DPEHPK3PXP", true);
        await accounts.UpdateAsync(boss, Stop);
        using var stranger = _server.Stranger();

        (await SignInAsync(stranger, "boss", SignedIn.Password)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInAsync(stranger, "boss", SignedIn.Password, "000000")).ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync("/api/ward", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await SignInAsync(stranger, "boss", SignedIn.Password, CodeNow())).ShouldBe(HttpStatusCode.NoContent);
        (await stranger.GetAsync("/api/ward", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("m.weber m.weber")]
    public async Task A_weak_password_is_refused_in_words(string password)
    {
        var outcome = await People.AddAsync(new("m.weber", "Maria", Roles.Nurse, [], password), "tests", Stop);

        outcome.Done.ShouldBeFalse();
        outcome.Reason.ShouldStartWith("A password");
    }

    [Theory]
    [InlineData("/beds/1?a=b", "/beds/1?a=b")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    [InlineData("https://elsewhere.example", "/")]
    [InlineData(null, "/")]
    public void After_signing_in_nobody_is_sent_to_another_site(string? asked, string followed) =>
        LocalAddress.Or(asked, "/").ShouldBe(followed);

    private async Task AddAsync(string userName, Roles roles) =>
        (
            await People.AddAsync(new(userName, userName, roles, [], SignedIn.Password), "tests", Stop)
        ).Done.ShouldBeTrue();

    private async Task<HttpClient> SignedInAsync(string userName)
    {
        var client = _server.Stranger();
        await SignedIn.AsAsync(client, userName, SignedIn.Password);
        return client;
    }

    private static async Task<HttpStatusCode> SignInAsync(
        HttpClient client,
        string userName,
        string password,
        string? code = null
    ) =>
        (
            await client.PostAsJsonAsync(
                "/api/sign-in",
                new
                {
                    userName,
                    password,
                    code,
                },
                Stop
            )
        ).StatusCode;

    private static async Task<HttpStatusCode> FirstRunAsync(HttpClient client, string code) =>
        (
            await client.PostAsJsonAsync(
                "/api/first-run",
                new
                {
                    code,
                    userName = "boss",
                    password = SignedIn.Password,
                },
                Stop
            )
        ).StatusCode;

    /// <summary>The entries of the audit trail about one thing: who, about what, and the detail.</summary>
    private async Task<List<string>> EntriesAsync(string what)
    {
        var trail = await _server.Services.GetRequiredService<RecordStore>().Audit.ReadAsync(0, 1000, Stop);
        return
        [
            .. trail
                .Select(r => r.Entry)
                .Where(e => e.What == what)
                .Select(e => $"{e.By} {e.Subject}: {e.Detail} from {e.From}"),
        ];
    }

    /// <summary>The code that an app shows now for the test's key (RFC 6238: HMAC-SHA1, 30 s, six digits).</summary>
    private static string CodeNow()
    {
        byte[] key = [0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x21, 0xde, 0xad, 0xbe, 0xef];
        var step = BitConverter.GetBytes(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
        Array.Reverse(step);
#pragma warning disable CA5350 // The standard of the apps says SHA-1.
        var hash = HMACSHA1.HashData(key, step);
#pragma warning restore CA5350
        var at = hash[^1] & 15;
        var number = ((hash[at] & 127) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return $"{number % 1_000_000:000000}";
    }
}
