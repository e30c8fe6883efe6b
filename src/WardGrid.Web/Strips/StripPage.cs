using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WardGrid.Patients;

namespace WardGrid.Web.Strips;

/// <summary>The picture of an alarm's strip: <c>/alarms/{id}/strip.svg</c>.</summary>
internal static class StripPage
{
    public static string Address(string alarmId) => $"/alarms/{Uri.EscapeDataString(alarmId)}/strip.svg";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/alarms/{id}/strip.svg", async (string id, IAlarmBook book, CancellationToken stop) =>
    {
        if (await book.FindAsync(id, stop) is not { } alarm || await book.StripAsync(id, stop) is not { } strip)
            return Results.NotFound();
        // Without the patient's name: the page around the picture says whose strip it is, a saved picture must not.
        return Results.Text(StripDrawing.Svg(strip, $"{alarm.Bed} · {alarm.Kind} · {alarm.RaisedAt:yyyy-MM-dd HH:mm:ss zzz}"), "image/svg+xml");
    });
}
