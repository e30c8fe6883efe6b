using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using WardGrid.Patients.People;

namespace WardGrid.Web.SignIn;

/// <summary>Signing in and out for programs; people use the pages.</summary>
internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(SignInLimit.Policy);
        app.MapPost("/api/first-run", FirstRunAsync).AllowAnonymous().RequireRateLimiting(SignInLimit.Policy);
        app.MapPost("/api/sign-out", SignOutAsync).AllowAnonymous();
        app.MapPost("/sign-out", LeaveAsync).AllowAnonymous();
        app.MapGet("/api/session", Session).AllowAnonymous();
        app.MapGet("/sign-in/with-provider", ToProvider).AllowAnonymous();
        app.MapGet("/sign-in/from-provider", FromProviderAsync).AllowAnonymous();
    }

    /// <summary>
    /// Signs in with user name, password and, where the account needs it, a code; the answer sets the cookie.
    /// </summary>
    private static async Task<IResult> SignInAsync(Credentials asked, PersonSignIn door, CancellationToken stop)
    {
        return await door.WithPasswordAsync(asked.UserName ?? "", asked.Password ?? "", false, asked.Code, stop) switch
        {
            SignInOutcome.Done => TypedResults.NoContent(),
            SignInOutcome.NeedsCode => Problem("This account also needs a code of its authenticator app."),
            SignInOutcome.Locked => Problem("Too many wrong attempts. The account is locked for some minutes."),
            _ => Problem("User name or password is wrong."),
        };
    }

    private static ProblemHttpResult Problem(string why) =>
        TypedResults.Problem(why, statusCode: StatusCodes.Status401Unauthorized, title: "Not signed in");

    /// <summary>Makes the first administrator and signs this person in.</summary>
    private static async Task<IResult> FirstRunAsync(
        FirstAdministrator asked,
        FirstRun first,
        PersonSignIn door,
        HttpContext call,
        CancellationToken stop
    )
    {
        var person = new NewPerson(
            asked.UserName ?? "",
            asked.Name ?? asked.UserName ?? "",
            asked.Roles ?? Roles.Administrator,
            [],
            asked.Password ?? ""
        );
        var outcome = await first.MakeAsync(asked.Code ?? "", person, SessionAddress.Of(call), stop);
        if (!outcome.Done)
            return TypedResults.Problem(outcome.Reason, statusCode: StatusCodes.Status409Conflict, title: "Not done");
        await door.WithPasswordAsync(person.UserName, person.Password, shared: false, code: null, stop);
        return TypedResults.Created("/api/session");
    }

    private static async Task<IResult> SignOutAsync(PersonSignIn door, CancellationToken stop)
    {
        await door.SignOutAsync(stop);
        return TypedResults.NoContent();
    }

    /// <summary>Leads to the hospital's identity provider, which leads back.</summary>
    private static IResult ToProvider(string? to, SignInOptions options)
    {
        if (options.Provider is null)
            return TypedResults.LocalRedirect("/sign-in");
        var back = $"/sign-in/from-provider?to={Uri.EscapeDataString(LocalAddress.Or(to, "/"))}";
        return TypedResults.Challenge(new() { RedirectUri = back }, [SignInSchemes.Provider]);
    }

    private static async Task<IResult> FromProviderAsync(string? to, ProviderSignIn door, CancellationToken stop) =>
        await door.FinishAsync(stop)
            ? TypedResults.LocalRedirect(LocalAddress.Or(to, "/"))
            : TypedResults.LocalRedirect("/sign-in?refused=provider");

    /// <summary>The button of the pages; its form carries an antiforgery token.</summary>
    private static async Task<IResult> LeaveAsync([FromForm] string? to, PersonSignIn door, CancellationToken stop)
    {
        await door.SignOutAsync(stop);
        return TypedResults.LocalRedirect(LocalAddress.Or(to, "/sign-in"));
    }

    /// <summary>Who is signed in, with which rights, and until when this session may act.</summary>
    private static Ok<SessionView> Session(HttpContext context) =>
        TypedResults.Ok(
            new SessionView(
                context.User.IsSignedIn(),
                context.User.UserName(),
                context.User.RolesOf().ToString(),
                [.. context.User.WardsOf()],
                context.User.ActsUntilOf()
            )
        );

    private sealed record SessionView(
        bool SignedIn,
        string UserName,
        string Roles,
        string[] Wards,
        DateTimeOffset? ActsUntil
    );

    private sealed record Credentials(string? UserName, string? Password, string? Code);

    private sealed record FirstAdministrator(
        string? Code,
        string? UserName,
        string? Name,
        Roles? Roles,
        string? Password
    );
}
