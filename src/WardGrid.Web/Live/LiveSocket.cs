using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Web.Audit;
using WardGrid.Web.SignIn;

namespace WardGrid.Web.Live;

/// <summary>
/// The WebSocket that feeds a page: <c>/live/ward</c> for the wall, <c>/live/beds/{bed}</c> for one bed
/// with all its channels.
/// </summary>
public sealed class LiveSocket(
    WardFanout fanout,
    IPatients patients,
    LiveSessions sessions,
    PatientViews views,
    IHostApplicationLifetime host,
    TimeProvider clock
)
{
    /// <summary>
    /// How often a tick is sent; a page counts the connection as lost after <c>SILENCE_MS</c> of live/connection.js.
    /// </summary>
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    internal void Map(IEndpointRouteBuilder app)
    {
        app.Map("/live/ward", (HttpContext context) => ServeAsync(context, new Viewer(wards: context.User.WardsOf())))
            .Permit(Act.ReadWard);
        app.Map("/live/beds/{bed}", (HttpContext context, string bed) => ServeBedAsync(context, bed))
            .Permit(Act.ReadWard);
        // A page that has lost its circuit asks here before it loads again.
        app.MapGet("/live/alive", () => Results.NoContent()).AllowAnonymous();
    }

    /// <summary>Whoever opens one bed's line looks at its patient, with or without the page around it.</summary>
    private Task ServeBedAsync(HttpContext context, string bed)
    {
        if (context.WebSockets.IsWebSocketRequest && fanout.Bed(bed) is { Association: var seen })
        {
            if (context.User.Sees(seen.Ward))
                views.Note(context.User, seen.PatientId, bed);
        }

        return ServeAsync(context, new Viewer(bed, context.User.WardsOf()));
    }

    private async Task ServeAsync(HttpContext context, Viewer viewer)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var left = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            host.ApplicationStopping
        );
        fanout.Add(viewer);
        try
        {
            await Task.WhenAll(
                ListenAsync(socket, left),
                SendAsync(socket, viewer, left.Token),
                EndWithSessionAsync(context, left),
                fanout.CatchUpAsync(viewer, patients, left.Token)
            );
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // The page is gone, so there is nothing to report.
            socket.Abort();
        }
        finally
        {
            fanout.Remove(viewer);
        }
    }

    private async Task SendAsync(WebSocket socket, Viewer viewer, CancellationToken left)
    {
        List<byte[]> states = [],
            waves = [];
        using var ticks = new PeriodicTimer(TickEvery, clock);
        var (tick, work) = (ticks.WaitForNextTickAsync(left).AsTask(), viewer.WaitAsync(left).AsTask());
        await TickAsync(socket, viewer, left);
        while (true)
        {
            var next = await Task.WhenAny(tick, work);
            await next;
            if (next == tick)
            {
                await TickAsync(socket, viewer, left);
                tick = ticks.WaitForNextTickAsync(left).AsTask();
                continue;
            }

            viewer.Take(states, waves);
            foreach (var state in states)
                await socket.SendAsync(state, WebSocketMessageType.Text, true, left);
            foreach (var wave in waves)
                await socket.SendAsync(wave, WebSocketMessageType.Binary, true, left);
            states.Clear();
            waves.Clear();
            work = viewer.WaitAsync(left).AsTask();
        }
    }

    /// <summary>
    /// Closes the line of a session that no longer holds: its account was disabled or its display revoked.
    /// </summary>
    private async Task EndWithSessionAsync(HttpContext context, CancellationTokenSource left)
    {
        using var checks = new PeriodicTimer(SessionCheck.Every, clock);
        while (await checks.WaitForNextTickAsync(left.Token))
        {
            if (!await sessions.HoldsAsync(context.User, left.Token))
                await left.CancelAsync();
        }
    }

    private ValueTask TickAsync(WebSocket socket, Viewer viewer, CancellationToken left) =>
        socket.SendAsync(
            LiveJson.Write(new Tick(clock.GetUtcNow().ToUnixTimeMilliseconds(), viewer.Lost)).AsMemory(),
            WebSocketMessageType.Text,
            true,
            left
        );

    /// <summary>A page sends nothing on this connection; reading from it shows when it closes.</summary>
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource left)
    {
        var nothing = new byte[64];
        try
        {
            while (
                (await socket.ReceiveAsync(nothing.AsMemory(), left.Token)).MessageType != WebSocketMessageType.Close
            ) { }
        }
        finally
        {
            await left.CancelAsync();
        }
    }
}
