using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Localization;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.Audit;
using WardGrid.Web.SignIn;
using WardGrid.Web.Text;

namespace WardGrid.Web.Strips;

/// <summary>The picture of an alarm's strip: <c>/alarms/{id}/strip.svg</c>.</summary>
internal static class StripPage
{
    public static string Address(string alarmId) => $"/alarms/{Uri.EscapeDataString(alarmId)}/strip.svg";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/alarms/{id}/strip.svg",
                async (
                    string id,
                    IAlarmLog book,
                    [FromServices] PatientViews views,
                    IStringLocalizer<Words> words,
                    HttpContext call,
                    CancellationToken stop
                ) =>
                {
                    if (
                        await book.FindSeenAsync(call.User, id, stop) is not { } alarm
                        || await book.StripAsync(id, stop) is not { } strip
                    )
                        return Results.NotFound();
                    views.Note(call.User, alarm.PatientId, alarm.Bed);
                    // Without the patient's name: the page around the picture shows it, but a saved picture must not.
                    string[] caption =
                    [
                        .. alarm.Demo ? (string[])["DEMO"] : [],
                        BedName.Of(words, alarm.Bed),
                        words[$"kind.{alarm.Kind}"],
                        $"{alarm.RaisedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss 'UTC'zzz}",
                    ];
                    return Results.Text(StripDrawing.Svg(strip, string.Join(" · ", caption)), "image/svg+xml");
                }
            )
            .Permit(Act.ReadAlarms);
}
