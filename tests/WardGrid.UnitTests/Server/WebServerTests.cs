using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.People;
using WardGrid.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>The wire between browsers and the whole server: HTTPS, proxies, headers, other sites, limits.</summary>
public sealed class WebServerTests : IDisposable
{
    private const string Stranger = "203.0.113.7";

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-web-").FullName;
    private readonly TestAuthority _authority = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Over_https_cookies_are_secure_and_the_browser_is_told_to_stay_there()
    {
        await using var server = await SecureAsync();
        await AddAsync(server);
        using var browser = Browser(server, "https");

        var page = await browser.GetAsync("/sign-in", Stop);
        var signed = await SignInAsync(browser, SignedIn.Password);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        Cookies(page).Concat(Cookies(signed)).ShouldAllBe(c => c.Contains("; secure"));
        Cookies(page).Count().ShouldBe(1, "the antiforgery cookie");
        Cookies(signed).Count().ShouldBe(1, "the session's");
    }

    [Fact]
    public async Task Without_https_only_the_machine_itself_is_served_where_there_is_a_certificate()
    {
        await using var server = await SecureAsync(new() { ["Web:Proxies"] = "127.0.0.1" });
        using var browser = Browser(server, "http");

        (await browser.GetAsync("/healthz", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);

        browser.DefaultRequestHeaders.Add("X-Forwarded-For", Stranger);
        var led = await browser.GetAsync("/beds/1?a=b", Stop);
        led.StatusCode.ShouldBe(HttpStatusCode.PermanentRedirect);
        led.Headers.Location.ShouldBe(new Uri(Address(server, "https"), "/beds/1?a=b"));
        (await SignInAsync(browser, SignedIn.Password)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("10.9.9.9", false)]
    [InlineData(null, false)]
    public async Task What_is_said_about_the_caller_counts_only_from_a_named_proxy(string? proxies, bool believed)
    {
        await using var server = await ServerInProcess.StartAsync(new() { ["Web:Proxies"] = proxies });
        await AddAsync(server);
        using var browser = server.Stranger();
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", Stranger);
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        var signed = await SignInAsync(browser, SignedIn.Password);

        signed.Headers.Contains("Strict-Transport-Security").ShouldBe(believed);
        Cookies(signed).Single().Contains("; secure").ShouldBe(believed);
        var trail = await server.Services.GetRequiredService<RecordStore>().Audit.ReadAsync(0, 1000, Stop);
        var begun = trail.Single(r => r.Entry.What == "session.begun").Entry;
        begun.From.ShouldBe(believed ? Stranger : "127.0.0.1");
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_protect_a_page()
    {
        await using var server = await ServerInProcess.StartAsync();
        using var browser = server.Stranger();
        string[] paths = ["/sign-in", "/", "/api/ward", "/healthz", "/no-such-page", "/_framework/blazor.web.js"];

        foreach (var path in paths)
            ShouldProtect(await browser.GetAsync(path, Stop), path);
        // A body that cannot be read goes to the handler of exceptions, which empties the headers first.
        var broken = new StringContent("{", null, "application/json");
        ShouldProtect(await browser.PostAsync("/api/sign-in", broken, Stop), "a broken body");
    }

    [Fact]
    public async Task A_page_of_another_site_opens_no_socket_though_the_session_holds()
    {
        await using var server = await ServerInProcess.StartAsync();
        await AddAsync(server);
        using var browser = server.Stranger();
        var session = Cookies(await SignInAsync(browser, SignedIn.Password)).Single().Split(';')[0];

        foreach (var path in new[] { "/live/ward", "/live/beds/bed-1", "/_blazor" })
        {
            var own = server.Address.ToString();
            (await OpenAsync(server, path, session, own)).ShouldBe(HttpStatusCode.SwitchingProtocols, path);
            foreach (var other in new[] { "https://elsewhere.example", "null" })
                (await OpenAsync(server, path, session, other)).ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    [Fact]
    public async Task The_dashboard_of_the_cluster_is_for_administrators_only()
    {
        await using var server = await ServerInProcess.StartAsync(new() { ["Cluster:Dashboard"] = "true" });
        var people = server.Services.GetRequiredService<PeopleRegister>();
        foreach (var role in new[] { Roles.Engineer, Roles.Administrator })
            await people.AddAsync(new($"{role}", $"{role}", role, [], SignedIn.Password), "tests", Stop);

        foreach (var path in new[] { "/dashboard/", "/dashboard/DashboardCounters" })
        {
            (await AskAsync(path, null)).ShouldNotBe(HttpStatusCode.OK);
            (await AskAsync(path, Roles.Engineer)).ShouldNotBe(HttpStatusCode.OK);
            (await AskAsync(path, Roles.Administrator)).ShouldBe(HttpStatusCode.OK);
        }

        async Task<HttpStatusCode> AskAsync(string path, Roles? role)
        {
            using var person = server.Stranger();
            if (role is not null)
                await SignedIn.AsAsync(person, $"{role}", SignedIn.Password);
            return (await person.GetAsync(path, Stop)).StatusCode;
        }
    }

    [Fact]
    public async Task A_page_that_came_without_https_is_another_site()
    {
        await using var server = await SecureAsync();
        using var browser = Browser(server, "https");
        browser.DefaultRequestHeaders.Add("Origin", $"http://{browser.BaseAddress!.Authority}");

        (await SignInAsync(browser, "whatever it is")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Beyond_a_limit_the_next_one_is_turned_away()
    {
        await using var server = await ServerInProcess.StartAsync(
            new()
            {
                ["Web:Connections"] = "10",
                ["Web:BodyBytes"] = "16384",
                ["Web:HeaderSeconds"] = "1",
            }
        );
        using var browser = server.Stranger();

        var large = await SignInAsync(browser, new('x', 16 * 1024));
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        using var slow = await ConnectAsync(server);
        await slow.GetStream().WriteAsync("GET / HTTP/1.1\r\n"u8.ToArray(), Stop);
        (await new StreamReader(slow.GetStream()).ReadToEndAsync(Stop)).ShouldStartWith("HTTP/1.1 408");

        List<TcpClient> held = [];
        for (var i = 0; i < 9; i++)
            held.Add(await ConnectAsync(server));
        using var eleventh = await ConnectAsync(server);
        (await eleventh.GetStream().ReadAsync(new byte[1], Stop)).ShouldBe(0, "the browser holds one, these nine");
        held.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task There_are_no_more_live_lines_than_the_limit()
    {
        await using var server = await ServerInProcess.StartAsync(new() { ["Web:LiveConnections"] = "10" });
        await AddAsync(server);
        using var browser = server.Stranger();
        var session = Cookies(await SignInAsync(browser, SignedIn.Password)).Single().Split(';')[0];
        List<ClientWebSocket> held = [];
        for (var i = 0; i < 10; i++)
        {
            held.Add(new());
            (await OpenAsync(server, "/live/ward", session, null, held[^1])).ShouldBe(
                HttpStatusCode.SwitchingProtocols
            );
        }

        (await OpenAsync(server, "/live/ward", session, null)).ShouldNotBe(HttpStatusCode.SwitchingProtocols);
        held.ForEach(s => s.Dispose());
    }

    private Task<ServerInProcess> SecureAsync(Dictionary<string, string?>? settings = null)
    {
        using var certificate = _authority.Issue("ward.example", TestAuthority.ServerUse);
        var (file, key) = _authority.Write(_folder, certificate, "ward");
        return ServerInProcess.StartAsync(
            new(settings ?? []) { ["Web:Certificate"] = file, ["Web:CertificateKey"] = key },
            "--urls",
            "https://127.0.0.1:0;http://127.0.0.1:0"
        );
    }

    private static Uri Address(ServerInProcess server, string scheme) =>
        server.Addresses.Single(a => a.Scheme == scheme);

    /// <summary>A browser that trusts the hospital's authority.</summary>
    private HttpClient Browser(ServerInProcess server, string scheme) =>
        new(
            new HttpClientHandler
            {
                AllowAutoRedirect = false,
                ServerCertificateCustomValidationCallback = (_, shown, chain, _) => _authority.Trusts(shown, chain),
            }
        )
        {
            BaseAddress = Address(server, scheme),
        };

    private static void ShouldProtect(HttpResponseMessage answer, string what)
    {
        Header("Content-Security-Policy").ShouldContain("script-src 'self'; style-src 'self';", customMessage: what);
        Header("Content-Security-Policy").ShouldContain("frame-ancestors 'none'", customMessage: what);
        Header("Content-Security-Policy").ShouldNotContain("unsafe", customMessage: what);
        Header("X-Content-Type-Options").ShouldBe("nosniff", what);
        Header("X-Frame-Options").ShouldBe("DENY", what);
        Header("Referrer-Policy").ShouldBe("same-origin", what);
        Header("Permissions-Policy").ShouldContain("camera=()", customMessage: what);
        Header("Cross-Origin-Opener-Policy").ShouldBe("same-origin", what);
        Header("Cross-Origin-Resource-Policy").ShouldBe("same-origin", what);
        Header("Server").ShouldBe("", what);
        Header("Strict-Transport-Security").ShouldBe("", $"{what} came without HTTPS");

        string Header(string name) =>
            answer.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join("|", values) : "";
    }

    private static async Task AddAsync(ServerInProcess server) =>
        (
            await server
                .Services.GetRequiredService<PeopleRegister>()
                .AddAsync(new("m.weber", "Maria", Roles.Nurse, [], SignedIn.Password), "tests", Stop)
        ).Done.ShouldBeTrue();

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string password) =>
        browser.PostAsJsonAsync("/api/sign-in", new { userName = "m.weber", password }, Stop);

    private static IEnumerable<string> Cookies(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [];

    private static async Task<HttpStatusCode> OpenAsync(
        ServerInProcess server,
        string path,
        string session,
        string? origin,
        ClientWebSocket? keep = null
    )
    {
        using var own = keep is null ? new ClientWebSocket() : null;
        var socket = keep ?? own!;
        socket.Options.SetRequestHeader("Cookie", session);
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin.TrimEnd('/'));
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, path)) { Scheme = "ws" }.Uri, Stop);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }

    private static async Task<TcpClient> ConnectAsync(ServerInProcess server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Stop);
        return client;
    }
}
