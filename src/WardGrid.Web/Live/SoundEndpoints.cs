using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.Web.Live;

/// <summary>
/// The wall's buttons for sound: <c>POST /live/sound</c> with <c>{"state":"on|paused|off"}</c>, and on a shared
/// screen <c>POST /live/sound/signed</c> with <c>userName</c> and <c>pin</c> as well.
/// </summary>
internal static class SoundEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/live/sound", SetAsync).Permit(Act.SetWardSound);
        app.MapPost("/live/sound/signed", SignAndSetAsync).Permit(Act.ReadWard).RequireRateLimiting(SignInLimit.Policy);
    }

    private static async Task<IResult> SetAsync(
        WantedSound wanted,
        WardSound sound,
        HttpContext context,
        CancellationToken stop
    )
    {
        if (!Enum.TryParse<WallSoundState>(wanted.State, ignoreCase: true, out var state))
            return Results.BadRequest();
        await sound.SetAsync(state, context.User.Actor(), stop);
        return Results.NoContent();
    }

    /// <summary>The screen lets nobody act; the person whose PIN it is does, and only for this one change.</summary>
    private static async Task<IResult> SignAndSetAsync(
        WantedSound wanted,
        WardSound sound,
        HttpContext context,
        CancellationToken stop
    )
    {
        if (!context.User.IsShared() || !Enum.TryParse<WallSoundState>(wanted.State, ignoreCase: true, out var state))
            return Results.BadRequest();
        var session = new SessionOfCall(context.User);
        var acting = ActivatorUtilities.CreateInstance<ActingPerson>(context.RequestServices, session);
        if (await acting.SignAsync(wanted.UserName ?? "", wanted.Pin ?? "") is { } wrong)
            return Results.Problem(wrong, statusCode: StatusCodes.Status403Forbidden);
        var outcome = await acting.DoAsync(
            Act.SetWardSound,
            "",
            async by =>
            {
                await sound.SetAsync(state, by, stop);
                return CommandOutcome.Success;
            }
        );
        return outcome.Done
            ? Results.NoContent()
            : Results.Problem(outcome.Reason, statusCode: StatusCodes.Status403Forbidden);
    }

    private sealed record WantedSound(string State, string? UserName = null, string? Pin = null);

    private sealed class SessionOfCall(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(user));
    }
}
