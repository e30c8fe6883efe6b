using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>Calls about devices: register, list and retire them, and read their refused messages.</summary>
internal static class DeviceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices", ListAsync).Permit(Act.ReadDevices);
        api.MapPost("/devices", RegisterAsync).Permit(Act.RegisterDevice);
        api.MapDelete("/devices/{device}", RetireAsync).Permit(Act.RetireDevice);
        api.MapPut("/devices/{device}/channels/{channel}", MapAsync).Permit(Act.MapChannel);
        api.MapPut("/devices/{device}/alarm-codes/{code}", MapCodeAsync).Permit(Act.MapAlarmCode);
        api.MapGet(
                "/devices/{device}/alarm-codes",
                ([TopicName] string device, [FromServices] IAlarmCodes codes) => codes.Of(device)
            )
            .Permit(Act.ReadRefusedMessages);
        api.MapGet("/devices/quarantine", ([FromServices] IOnboarding onboarding) => onboarding.Quarantine)
            .Permit(Act.ReadRefusedMessages);
        api.MapGet(
                "/devices/{device}/refused",
                ([TopicName] string device, [FromServices] IOnboarding onboarding) => onboarding.RefusedOf(device)
            )
            .Permit(Act.ReadRefusedMessages);
        api.MapGet(
                "/devices/{device}/not-shown",
                ([TopicName] string device, [FromServices] IOnboarding onboarding) => onboarding.NotShownOf(device)
            )
            .Permit(Act.ReadRefusedMessages);
    }

    private static async Task<IEnumerable<DeviceView>> ListAsync(
        [FromServices] IDeviceRegister register,
        IWard ward,
        HttpContext call,
        CancellationToken stop
    )
    {
        var associations = (await register.AssociationsAsync(stop)).ToDictionary(b => b.Device);
        var connected = ward.Beds.Where(b => b.Connected).Select(b => b.Association.Device).ToHashSet();
        var devices = (await register.DevicesAsync(stop)).Where(d =>
            !associations.TryGetValue(d.Device, out var serves) || call.User.Sees(serves.Ward)
        );
        return devices.Select(d => new DeviceView(
            d.Device,
            d.Model,
            d.Serial,
            d.Demo,
            d.RegisteredAt,
            associations.GetValueOrDefault(d.Device)?.Bed,
            connected.Contains(d.Device)
        ));
    }

    /// <summary>Registers a device; a registered one only if the caller confirms it.</summary>
    private static async Task<IResult> RegisterAsync(
        NewDevice device,
        [FromServices] IOnboarding onboarding,
        [FromServices] IDeviceRegister register,
        HttpContext call,
        CancellationToken stop
    )
    {
        if (await Confirmation.OfRegisteringAgainAsync(device, register, stop) is { } unconfirmed)
            return unconfirmed;
        var registered = await onboarding.RegisterAsync(
            device.Device!,
            device.Model ?? "",
            device.Serial ?? "",
            ActingUser.Of(call),
            stop
        );
        return registered.Outcome.Done
            ? TypedResults.Created(
                $"/api/devices/{registered.UserName}",
                new
                {
                    device = registered.UserName,
                    userName = registered.UserName,
                    password = registered.Password,
                }
            )
            : Refused.Invalid(registered.Outcome.Reason);
    }

    /// <summary>
    /// Retires a device; one that serves a patient only if the caller names the patient who is discharged.
    /// </summary>
    private static async Task<IResult> RetireAsync(
        [TopicName] string device,
        [FromServices] IOnboarding onboarding,
        [FromServices] IDeviceRegister register,
        HttpContext call,
        CancellationToken stop,
        [TopicName] string? discharge = null
    ) =>
        await Confirmation.OfRetiringAsync(device, discharge, register, stop)
        ?? Refused.Unless(await onboarding.RetireAsync(device, ActingUser.Of(call), stop));

    private static async Task<IResult> MapAsync(
        [TopicName] string device,
        [PlainText(64)] string channel,
        NewMapping mapping,
        [FromServices] IOnboarding onboarding,
        HttpContext call,
        CancellationToken stop
    ) => Refused.Unless(await onboarding.MapAsync(device, channel, mapping.Code, ActingUser.Of(call), stop));

    private static async Task<IResult> MapCodeAsync(
        [TopicName] string device,
        [PlainText(64)] string code,
        NewAlarmCode mapping,
        [FromServices] IAlarmCodes codes,
        HttpContext call,
        CancellationToken stop
    ) => Refused.Unless(await codes.MapAsync(device, code, mapping.Kind, ActingUser.Of(call), stop));

    private sealed record DeviceView(
        string Device,
        string Model,
        string Serial,
        bool Demo,
        DateTimeOffset RegisteredAt,
        string? Bed,
        bool Connected
    );
}
