using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Web.Layout;

namespace WardGrid.Web.Live;

/// <summary>
/// The wall's buttons for sound: <c>POST /live/sound</c> with <c>{"state":"on|paused|off","by":"initials"}</c>.
/// </summary>
internal static class SoundEndpoints
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(
            "/live/sound",
            async (WantedSound wanted, WardSound sound, HttpContext context, CancellationToken stop) =>
            {
                if (
                    !LiveSocket.SameOrigin(context.Request)
                    || !Enum.TryParse<WallSoundState>(wanted.State, ignoreCase: true, out var state)
                )
                    return Results.BadRequest();
                await sound.SetAsync(state, new Signature { Typed = wanted.By ?? "" }.By, stop);
                return Results.NoContent();
            }
        );

    private sealed record WantedSound(string State, string? By);
}
