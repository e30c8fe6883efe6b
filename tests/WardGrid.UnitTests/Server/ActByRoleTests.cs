using System.Net;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.People;
using WardGrid.Web.SignIn;

namespace WardGrid.UnitTests.Server;

/// <summary>Walks every address of the whole server, as nobody and in every role.</summary>
public sealed class ActByRoleTests(ActByRoleTests.WholeServer whole) : IClassFixture<ActByRoleTests.WholeServer>
{
    /// <summary>What is open to somebody who is not signed in: nothing that shows or changes a patient.</summary>
    private static readonly string[] Open =
    [
        "/assets/{version}/{**name}",
        "/_framework/blazor.web.js",
        "/_framework/opaque-redirect",
        "/api/sign-in",
        "/api/first-run",
        "/api/sign-out",
        "/api/session",
        "/sign-out",
        "/sign-in",
        "/sign-in/code",
        "/sign-in/with-provider",
        "/sign-in/from-provider",
        "/first-run",
        "/display",
        "/not-found",
        "/live/alive",
        "/healthz",
        "/readyz",
        "{*path:nonfile}",
    ];

    /// <summary>What a signed-in person needs in every role: the own account, and the circuit of a page.</summary>
    private static readonly string[] Everybodys = ["/account", "/sign-in/authenticator", "/not-permitted"];

    private static readonly Roles[] EachRole = [Roles.Viewer, Roles.Nurse, Roles.Engineer, Roles.Administrator];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_address_names_its_act_or_is_known_to_be_open()
    {
        var nameless = whole
            .Server.Endpoints.Where(e => ActOf(e) is null)
            .Select(Path)
            .Where(p =>
                !Open.Contains(p) && !Everybodys.Contains(p) && !p.StartsWith("/_blazor", StringComparison.Ordinal)
            )
            .Distinct();

        nameless.ShouldBeEmpty();
        whole.Server.Endpoints.Count(e => ActOf(e) is not null).ShouldBeGreaterThan(25);
    }

    [Fact]
    public void Only_what_is_known_to_be_open_needs_no_session() =>
        whole
            .Server.Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(Path)
            .Distinct()
            .ShouldBeSubsetOf(Open);

    [Fact]
    public async Task Nobody_can_do_anything_without_a_session()
    {
        using var nobody = whole.Server.Stranger();
        foreach (var endpoint in whole.Server.Endpoints.Where(e => !Open.Contains(Path(e))))
        foreach (var method in MethodsOf(endpoint))
            (await AskAsync(nobody, method, endpoint)).ShouldBe(Answer.SignIn, $"{method} {Path(endpoint)}");
    }

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Nurse)]
    [InlineData(Roles.Engineer)]
    [InlineData(Roles.Administrator)]
    public async Task Each_role_can_do_its_acts_and_no_other(Roles role)
    {
        using var person = await whole.AsAsync(role);
        foreach (var endpoint in whole.Server.Endpoints)
        {
            if (ActOf(endpoint) is not { } act)
                continue;
            foreach (var method in MethodsOf(endpoint))
            {
                var answer = await AskAsync(person, method, endpoint);
                var place = $"{role}: {method} {Path(endpoint)} ({act})";
                if (role.May(act))
                    answer.ShouldBe(Answer.Heard, place);
                else
                    answer.ShouldBe(Answer.NotPermitted, place);
            }
        }
    }

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Administrator)]
    public async Task Each_role_has_the_pages_of_the_own_account(Roles role)
    {
        using var person = await whole.AsAsync(role);
        foreach (var path in Everybodys.Append("/sign-in").Append("/first-run").Append("/display"))
            (await person.GetAsync(path, Stop)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
    }

    [Fact]
    public void Each_act_has_somebody_who_may_do_it_and_a_display_only_looks()
    {
        foreach (var act in Enum.GetValues<Act>())
        {
            EachRole.Any(r => r.May(act)).ShouldBeTrue($"{act}");
            if (Roles.Viewer.May(act))
                ActsByRole.OnlyReads(act).ShouldBeTrue($"{act}");
        }
    }

    [Fact]
    public void The_table_of_the_documentation_is_the_table_of_the_code()
    {
        var table = new StringBuilder("| act | viewer | nurse | engineer | administrator |\n|---|---|---|---|---|\n");
        foreach (var act in Enum.GetValues<Act>())
        {
            var marks = EachRole.Select(r => r.May(act) ? "yes" : "");
            table.Append($"| {act} | {string.Join(" | ", marks)} |\n");
        }

        var document = System.IO.Path.Combine(Architecture.ProjectTests.Source, "..", "docs", "security.md");
        File.ReadAllText(document).ShouldContain(table.ToString());
    }

    private static async Task<Answer> AskAsync(HttpClient client, string method, RouteEndpoint endpoint)
    {
        var address = string.Concat(
            endpoint.RoutePattern.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(Filled)))
        );
        using var call = new HttpRequestMessage(new(method), address);
        if (method is "POST" or "PUT")
            call.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, Stop);
        var to = answer.Headers.Location?.OriginalString ?? "";
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Answer.SignIn,
            HttpStatusCode.Forbidden => Answer.NotPermitted,
            HttpStatusCode.Redirect when to.StartsWith("/sign-in", StringComparison.Ordinal) => Answer.SignIn,
            HttpStatusCode.Redirect when to.StartsWith("/not-permitted", StringComparison.Ordinal) =>
                Answer.NotPermitted,
            >= HttpStatusCode.InternalServerError => Answer.Broken,
            _ => Answer.Heard,
        };
    }

    private static string Filled(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) =>
        part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "kind" } => "Asystole",
            _ => "nothing-like-it",
        };

    private static string Path(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText ?? "";

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Where(m => m != "HEAD") ?? ["GET"];

    private static Act? ActOf(RouteEndpoint endpoint)
    {
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy);
        return policies
            .Select(p => Enum.TryParse<Act>(p, out var act) ? act : (Act?)null)
            .FirstOrDefault(a => a is not null);
    }

    private enum Answer
    {
        SignIn,
        NotPermitted,

        /// <summary>The endpoint itself answered, in whatever way.</summary>
        Heard,

        /// <summary>The endpoint failed.</summary>
        Broken,
    }

    /// <summary>A server with one account for each role.</summary>
    public sealed class WholeServer : IAsyncLifetime
    {
        public ServerInProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await ServerInProcess.StartAsync();
            var people = Server.Services.GetRequiredService<PeopleRegister>();
            foreach (var role in EachRole)
                (
                    await people.AddAsync(new($"{role}", $"{role}", role, [], SignedIn.Password), "tests", Stop)
                ).Done.ShouldBeTrue();
        }

        public async Task<HttpClient> AsAsync(Roles role)
        {
            var client = Server.Stranger();
            await SignedIn.AsAsync(client, $"{role}", SignedIn.Password);
            return client;
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
