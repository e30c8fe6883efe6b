using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WardGrid.Web.Layout;

namespace WardGrid.Web.Live;

/// <summary>The wall's buttons for sound: <c>POST /live/sound</c> with <c>{"state":"on|paused|off","by":"initials"}</c>.</summary>
internal static class SoundCalls
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/live/sound", async (WantedSound wanted, WardSound sound, HttpContext context, CancellationToken stop) =>
        LiveSocket.SameOrigin(context.Request) && await sound.SetAsync(wanted.State, new Signature { Typed = wanted.By ?? "" }.By, stop)
            ? Results.NoContent()
            : Results.BadRequest());

    private sealed record WantedSound(string State, string? By);
}
