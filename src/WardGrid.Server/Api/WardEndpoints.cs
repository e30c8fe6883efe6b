using Microsoft.AspNetCore.Mvc;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Patients.Trends;
using WardGrid.Web.Audit;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>Calls about the ward and its beds.</summary>
internal static class WardEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/ward",
                (IWard ward, HttpContext call) =>
                    ward.Beds.Where(b => call.User.Sees(b.Association.Ward)).Select(BedView.Of)
            )
            .Permit(Act.ReadWard);
        api.MapGet("/beds/{bed}", BedAsync).Permit(Act.ReadWard);
        api.MapGet("/beds/{bed}/minutes", MinutesAsync).Permit(Act.ReadWard);
        api.MapPut("/beds/{bed}/limits", SetLimitsAsync).Permit(Act.SetLimits);
        api.MapPost("/beds/{bed}/inactive", InactivateAsync).Permit(Act.InactivateAlarm);
        api.MapDelete("/beds/{bed}/inactive/{kind}", ReactivateAsync).Permit(Act.InactivateAlarm);
        api.MapPost("/beds/{bed}/binding", BindAsync).Permit(Act.AssociateDevice);
        api.MapDelete("/beds/{bed}/binding", UnbindAsync).Permit(Act.DischargePatient);
    }

    private static async Task<IResult> BedAsync(
        [TopicName] string bed,
        IPatients patients,
        [FromServices] PatientViews views,
        HttpContext call,
        CancellationToken stop
    )
    {
        if (await patients.SnapshotAsync(bed, stop) is not { } found)
            return Nobody(bed);
        views.Note(call.User, found.Association.PatientId, bed);
        return TypedResults.Ok(BedView.Of(found));
    }

    /// <summary>
    /// The minutes of the patient who is in the bed now, whichever bed the patient was in at the time; never those of
    /// an earlier patient.
    /// </summary>
    private static async Task<IResult> MinutesAsync(
        [TopicName] string bed,
        IPatients patients,
        [FromServices] IMinuteValues minutes,
        [FromServices] PatientViews views,
        HttpContext call,
        TimeProvider clock,
        CancellationToken stop,
        double hours = 4
    )
    {
        if (!(hours > 0 && hours <= IMinuteValues.Kept.TotalHours))
            return Refused.Invalid(
                $"Hours are above 0 and at most {IMinuteValues.Kept.TotalHours}: older minutes are not kept."
            );
        if (await patients.SnapshotAsync(bed, stop) is not { } found)
            return Nobody(bed);
        views.Note(call.User, found.Association.PatientId, bed);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(
            (await minutes.ReadAsync(found.Association.PatientId, now.AddHours(-hours), now, stop)).Select(
                MinuteView.Of
            )
        );
    }

    private static async Task<IResult> SetLimitsAsync(
        [TopicName] string bed,
        AlarmLimits limits,
        IPatients patients,
        HttpContext call,
        CancellationToken stop
    )
    {
        var by = ActingUser.Of(call);
        var command = new PatientCommand.SetLimits(by.Name, limits) { From = by.From };
        return Refused.Unless(await patients.TakeAsync(bed, command, stop));
    }

    private static async Task<IResult> InactivateAsync(
        [TopicName] string bed,
        NewInactive asked,
        IPatients patients,
        HttpContext call,
        CancellationToken stop
    )
    {
        TimeSpan? pause = asked.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var by = ActingUser.Of(call);
        var command = new PatientCommand.Inactivate(by.Name, asked.Kind, asked.State, pause, asked.Reason, asked.Text)
        {
            From = by.From,
        };
        return Refused.Unless(await patients.TakeAsync(bed, command, stop));
    }

    private static async Task<IResult> ReactivateAsync(
        [TopicName] string bed,
        [Known] AlarmKind kind,
        IPatients patients,
        HttpContext call,
        CancellationToken stop,
        [PlainText(200)] string? text = null
    )
    {
        var by = ActingUser.Of(call);
        var command = new PatientCommand.Reactivate(by.Name, kind, text) { From = by.From };
        return Refused.Unless(await patients.TakeAsync(bed, command, stop));
    }

    /// <summary>
    /// Binds a device and a patient to a bed. The caller names every patient who is moved or discharged.
    /// </summary>
    private static async Task<IResult> BindAsync(
        [TopicName] string bed,
        NewAssociation association,
        [FromServices] IOnboarding onboarding,
        [FromServices] IDeviceRegister register,
        TimeProvider clock,
        HttpContext call,
        CancellationToken stop
    )
    {
        if (await ElsewhereAsync(association, register, call, stop) is { } elsewhere)
            return elsewhere;
        if (await Confirmation.OfAssociationAsync(bed, association, register, stop) is { } unconfirmed)
            return unconfirmed;
        var asked = new DeviceAssociation(
            association.Device!,
            association.Ward ?? "ward",
            bed,
            association.PatientId ?? $"p-{Guid.NewGuid():N}",
            association.PatientName!,
            association.Age,
            association.Demo,
            clock.GetUtcNow()
        );
        var outcome = await onboarding.BindAsync(asked, ActingUser.Of(call), stop);
        return outcome.Done ? TypedResults.Created($"/api/beds/{bed}", asked) : Refused.Conflict(outcome.Reason);
    }

    /// <summary>A person binds on the own wards only, and takes neither a device nor a patient from another.</summary>
    private static async Task<IResult?> ElsewhereAsync(
        NewAssociation asked,
        IDeviceRegister register,
        HttpContext call,
        CancellationToken stop
    )
    {
        if (!call.User.Sees(asked.Ward ?? "ward"))
            return Refused.NotFound($"There is no ward {asked.Ward ?? "ward"}.");
        var taken = (await register.AssociationsAsync(stop)).Any(b =>
            !call.User.Sees(b.Ward) && (b.Device == asked.Device || b.PatientId == asked.PatientId)
        );
        return taken ? Refused.NotFound("The device or the patient belongs to another ward.") : null;
    }

    /// <summary>Discharges the patient of a bed, whom the caller names.</summary>
    private static async Task<IResult> UnbindAsync(
        [TopicName] string bed,
        [FromServices] IOnboarding onboarding,
        [FromServices] IDeviceRegister register,
        HttpContext call,
        CancellationToken stop,
        [TopicName] string? discharge = null
    ) =>
        await Confirmation.OfUnbindingAsync(bed, discharge, register, stop)
        ?? Refused.Unless(await onboarding.UnbindAsync(bed, ActingUser.Of(call), stop));

    private static IResult Nobody(string bed) => Refused.NotFound($"No patient is bound to bed {bed}.");
}
