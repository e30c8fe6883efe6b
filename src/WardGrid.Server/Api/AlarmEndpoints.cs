using Microsoft.AspNetCore.Mvc;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Web.Audit;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>Calls about alarms: read, acknowledge and review them.</summary>
internal static class AlarmEndpoints
{
    /// <summary>Characters of a patient's key, a device, an epoch and the device's own name of the alarm.</summary>
    private const int LongestId = 300;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/alarms", ListAsync).Permit(Act.ReadAlarms);
        api.MapGet("/alarms/{id}", CardAsync).Permit(Act.ReadAlarms);
        api.MapGet("/alarms/{id}/strip", StripAsync).Permit(Act.ReadAlarms);
        api.MapPost("/alarms/{id}/acknowledge", AcknowledgeAsync).Permit(Act.AcknowledgeAlarm);
        api.MapPost("/alarms/{id}/review", ReviewAsync).Permit(Act.ReviewAlarm);
    }

    /// <summary>
    /// The newest alarms first, at most <c>limit</c>; with <c>events</c> one for each event. <c>X-Total-Count</c> is
    /// the number of all.
    /// </summary>
    private static async Task<IEnumerable<AlarmView>> ListAsync(
        IAlarmLog book,
        HttpContext call,
        CancellationToken stop,
        string? bed = null,
        string? patientId = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        bool? unreviewed = null,
        bool? open = null,
        AlarmKind? kind = null,
        Verdict? verdict = null,
        NurseVerdict? nurse = null,
        bool events = false,
        int limit = 200
    )
    {
        var query = new AlarmQuery(bed, patientId, from, to, unreviewed, open, Math.Clamp(limit, 1, 1000))
        {
            Kind = kind,
            Verdict = verdict,
            Nurse = nurse,
            EventsOnly = events,
            Wards = call.User.WardsOf(),
        };
        call.Response.Headers["X-Total-Count"] = $"{await book.CountAsync(query, stop)}";
        return (await book.AlarmsAsync(query, stop)).Select(AlarmView.Of);
    }

    private static async Task<IResult> CardAsync(
        [PlainText(LongestId)] string id,
        IAlarmLog book,
        [FromServices] PatientViews views,
        HttpContext call,
        CancellationToken stop
    )
    {
        if (await book.FindAsync(id, stop) is not { } alarm)
            return Unknown(id);
        views.Note(call.User, alarm.PatientId, alarm.Bed);
        return TypedResults.Ok(
            new AlarmDetails(
                AlarmView.Of(alarm),
                alarm.Decision?.Evidence,
                await book.ReviewsAsync(id, stop),
                await book.StripAsync(id, stop) is not null,
                alarm.Second?.Decision.Evidence
            )
        );
    }

    private static async Task<IResult> StripAsync(
        [PlainText(LongestId)] string id,
        IAlarmLog book,
        [FromServices] PatientViews views,
        HttpContext call,
        CancellationToken stop
    )
    {
        if (await book.FindAsync(id, stop) is not { } alarm || await book.StripAsync(id, stop) is not { } strip)
            return Refused.NotFound($"There is no strip of alarm {id}.");
        views.Note(call.User, alarm.PatientId, alarm.Bed);
        return TypedResults.Ok(strip);
    }

    private static async Task<IResult> AcknowledgeAsync(
        [PlainText(LongestId)] string id,
        IAlarmLog book,
        IWard ward,
        IPatients patients,
        HttpContext call,
        CancellationToken stop
    )
    {
        var bed =
            ward.Beds.FirstOrDefault(b => b.Alarms.Any(a => a.Id == id))?.Bed ?? (await book.FindAsync(id, stop))?.Bed;
        if (bed is null)
            return Unknown(id);
        var by = ActingUser.Of(call);
        var command = new PatientCommand.Acknowledge(by.Name, id) { From = by.From };
        return Refused.Unless(await patients.TakeAsync(bed, command, stop));
    }

    private static async Task<IResult> ReviewAsync(
        [PlainText(LongestId)] string id,
        NewReview review,
        IAlarmLog book,
        TimeProvider clock,
        HttpContext call,
        CancellationToken stop
    )
    {
        if (await book.FindAsync(id, stop) is null)
            return Unknown(id);
        var by = ActingUser.Of(call);
        var given = new AlarmReview(id, review.Verdict, by.Name, clock.GetUtcNow(), review.Note) { From = by.From };
        await book.ReviewAsync(given, stop);
        return TypedResults.NoContent();
    }

    private static IResult Unknown(string id) => Refused.NotFound($"There is no alarm {id}.");
}
