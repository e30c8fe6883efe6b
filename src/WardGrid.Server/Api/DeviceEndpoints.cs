using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Web.Devices;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>Calls about devices: register, list and retire them, and read their refused messages.</summary>
internal static class DeviceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices", ListAsync).Permit(Act.ReadDevices);
        api.MapPost("/devices", RegisterAsync).Permit(Act.RegisterDevice);
        api.MapPost("/devices/import", DeviceImports.RegisterAsync).Permit(Act.RegisterDevice);
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

    /// <summary>The devices that fit; without a filter all but the retired ones.</summary>
    /// <param name="q">A part of the name, the model, the serial number or the bed.</param>
    /// <param name="show">One of <see cref="FleetShow"/>.</param>
    private static async Task<IEnumerable<DeviceView>> ListAsync(
        [FromServices] Fleet fleet,
        IWard ward,
        HttpContext call,
        CancellationToken stop,
        [PlainText(FleetFilter.LongestSearch)] string? q = null,
        [Known] FleetShow show = FleetShow.InService
    )
    {
        var connected = ward.Beds.Where(b => b.Connected).Select(b => b.Association.Device).ToHashSet();
        var filter = FleetFilter.Of(q, $"{show}");
        var devices = await fleet.ReadAsync(call.User.Sees, stop);
        return devices.Where(filter.Fits).Select(d => DeviceView.Of(d, connected.Contains(d.Name)));
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

    /// <param name="Connected">Whether it sends, and every channel that it declared arrives.</param>
    /// <param name="LastSeen">When it last sent something since the server's start.</param>
    /// <param name="UsableShare">Of its worst channel, the share of the last 60 s that was usable.</param>
    private sealed record DeviceView(
        string Device,
        string Model,
        string Serial,
        bool Demo,
        DateTimeOffset RegisteredAt,
        DateTimeOffset? RetiredAt,
        string? Bed,
        bool Connected,
        FleetState State,
        DateTimeOffset? LastSeen,
        double? UsableShare,
        FleetTest? Conformance
    )
    {
        public static DeviceView Of(FleetDevice line, bool isConnected) =>
            new(
                line.Name,
                line.Device.Model,
                line.Device.Serial,
                line.Device.Demo,
                line.Device.RegisteredAt,
                line.Device.RetiredAt,
                line.Association?.Bed,
                isConnected,
                line.State,
                line.LastSeen,
                line.UsableShare is { } share ? Math.Round(share, 3) : null,
                line.Test
            );
    }
}
