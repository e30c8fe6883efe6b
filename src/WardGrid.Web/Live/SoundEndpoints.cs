using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.SignIn;

namespace WardGrid.Web.Live;

/// <summary>
/// The wall's buttons for sound: <c>POST /live/sound</c> with <c>{"state":"on|paused|off"}</c>.
/// </summary>
internal static class SoundEndpoints
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(
                "/live/sound",
                async (WantedSound wanted, WardSound sound, HttpContext context, CancellationToken stop) =>
                {
                    if (!Enum.TryParse<WallSoundState>(wanted.State, ignoreCase: true, out var state))
                        return Results.BadRequest();
                    await sound.SetAsync(state, context.User.Actor(), stop);
                    return Results.NoContent();
                }
            )
            .Permit(Act.SetWardSound);

    private sealed record WantedSound(string State);
}
