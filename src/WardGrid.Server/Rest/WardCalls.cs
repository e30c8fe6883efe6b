using WardGrid.Alarms;
using Microsoft.AspNetCore.Mvc;
using WardGrid.Patients;

namespace WardGrid.Server.Rest;

/// <summary>Calls about the ward and its beds.</summary>
internal static class WardCalls
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ward", (IWard ward) => ward.Beds.Select(BedView.Of));
        api.MapGet("/beds/{bed}", BedAsync);
        api.MapGet("/beds/{bed}/minutes", MinutesAsync);
        api.MapPut("/beds/{bed}/limits", SetLimitsAsync);
        api.MapPost("/beds/{bed}/inactive", InactivateAsync);
        api.MapDelete("/beds/{bed}/inactive/{kind}", ReactivateAsync);
        api.MapPost("/beds/{bed}/binding", BindAsync);
        api.MapDelete("/beds/{bed}/binding", UnbindAsync);
    }

    private static async Task<IResult> BedAsync(string bed, IPatients patients, CancellationToken stop) =>
        await patients.SnapshotAsync(bed, stop) is { } found ? TypedResults.Ok(BedView.Of(found)) : Nobody(bed);

    /// <summary>The minutes of the patient who lies there now, wherever the patient lay at the time; never those of who lay there before.</summary>
    private static async Task<IResult> MinutesAsync(
        string bed, IPatients patients, [FromServices] IMinuteValues minutes, TimeProvider clock, CancellationToken stop, double hours = 4)
    {
        if (!(hours > 0 && hours <= IMinuteValues.Kept.TotalHours))
            return Refused.Invalid($"Hours are above 0 and at most {IMinuteValues.Kept.TotalHours}: older minutes are not kept.");
        if (await patients.SnapshotAsync(bed, stop) is not { } found)
            return Nobody(bed);
        var now = clock.GetUtcNow();
        return TypedResults.Ok((await minutes.ReadAsync(found.Binding.PatientId, now.AddHours(-hours), now, stop)).Select(MinuteView.Of));
    }

    private static async Task<IResult> SetLimitsAsync(string bed, AlarmLimits limits, IPatients patients, HttpContext call, CancellationToken stop) =>
        Refused.Unless(await patients.TakeAsync(bed, new PatientCommand.SetLimits(ActingUser.Of(call), limits), stop));

    private static async Task<IResult> InactivateAsync(string bed, NewInactive asked, IPatients patients, HttpContext call, CancellationToken stop) => Refused.Unless(await patients.TakeAsync(
        bed, new PatientCommand.Inactivate(ActingUser.Of(call), asked.Kind, asked.State, asked.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, asked.Reason, asked.Text), stop));

    private static async Task<IResult> ReactivateAsync(string bed, AlarmKind kind, IPatients patients, HttpContext call, CancellationToken stop, string? text = null) =>
        Refused.Unless(await patients.TakeAsync(bed, new PatientCommand.Reactivate(ActingUser.Of(call), kind, text), stop));

    private static async Task<IResult> BindAsync(string bed, NewBinding binding, [FromServices] IOnboarding onboarding, TimeProvider clock, HttpContext call, CancellationToken stop)
    {
        if (binding is not { Device.Length: > 0, PatientName.Length: > 0 and <= 200 })
            return Refused.Invalid("A binding names a device and the patient: {\"device\":\"...\",\"patientName\":\"...\"}; ward, patientId and age may be given.");
        var asked = new Binding(
            binding.Device, binding.Ward ?? "ward", bed, binding.PatientId ?? $"p-{Guid.NewGuid():N}", binding.PatientName, binding.Age, binding.Demo, clock.GetUtcNow());
        var outcome = await onboarding.BindAsync(asked, ActingUser.Of(call), stop);
        return outcome.Done ? TypedResults.Created($"/api/beds/{bed}", asked) : Refused.Conflict(outcome.Reason);
    }

    private static async Task<IResult> UnbindAsync(string bed, [FromServices] IOnboarding onboarding, HttpContext call, CancellationToken stop) =>
        Refused.Unless(await onboarding.UnbindAsync(bed, ActingUser.Of(call), stop));

    private static IResult Nobody(string bed) => Refused.NotFound($"No patient is bound to bed {bed}.");

    /// <param name="Seconds">How long a pause lasts.</param>
    /// <param name="Reason">Wanted where the alarm is turned off.</param>
    /// <param name="Text">The monitor's words, where the kind is Other.</param>
    private sealed record NewInactive(AlarmKind Kind, AlarmInactivation State, double? Seconds = null, string? Reason = null, string? Text = null);

    /// <param name="PatientId">The patient's key; where it is left out the patient is new.</param>
    private sealed record NewBinding(string Device, string PatientName, string? Ward = null, string? PatientId = null, AgeBand Age = AgeBand.Adult, bool Demo = false);
}
