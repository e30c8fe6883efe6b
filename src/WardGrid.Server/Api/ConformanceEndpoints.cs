using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Patients.People;
using WardGrid.Web.Devices;
using WardGrid.Web.SignIn;
using WardGrid.Web.Text;

namespace WardGrid.Server.Api;

/// <summary>Calls about conformance runs: begin one, see how far it is, and read the reports.</summary>
internal static class ConformanceEndpoints
{
    /// <summary>Reports of a device that one call returns.</summary>
    private const int Most = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/devices/{device}/conformance", StartAsync).Permit(Act.TestDevice);
        api.MapGet("/conformance/requirements", Requirements).Permit(Act.ReadDevices);
        api.MapGet("/devices/{device}/conformance", ListAsync).Permit(Act.ReadDevices);
        api.MapGet("/devices/{device}/conformance/{run}", FindAsync).Permit(Act.ReadDevices);
        api.MapGet("/devices/{device}/conformance/{run}/report.csv", CsvAsync).Permit(Act.ReadDevices);
    }

    /// <summary>What each requirement asks, in the caller's language.</summary>
    private static IEnumerable<RequirementText> Requirements([FromServices] IStringLocalizer<Words> words) =>
        Requirement.All.Select(r => new RequirementText(r.Id, r.Kind, words[$"conf.{r.Id}"]));

    private static async Task<IResult> StartAsync(
        [TopicName] string device,
        NewConformanceRun asked,
        [FromServices] IConformanceTests tests,
        HttpContext call,
        CancellationToken stop
    ) => Refused.Unless(await tests.StartAsync(device, TimeSpan.FromSeconds(asked.Seconds), ActingUser.Of(call), stop));

    private static async Task<DeviceConformance> ListAsync(
        [TopicName] string device,
        [FromServices] IConformanceTests tests,
        [FromServices] IConformanceRecords records,
        CancellationToken stop
    ) => new(tests.Running(device), await records.OfDeviceAsync(device, Most, stop));

    private static async Task<IResult> FindAsync(
        [TopicName] string device,
        [TopicName] string run,
        [FromServices] IConformanceRecords records,
        CancellationToken stop
    ) => await OfAsync(device, run, records, stop) is { } report ? TypedResults.Ok(report) : NotThere(device, run);

    private static async Task<IResult> CsvAsync(
        [TopicName] string device,
        [TopicName] string run,
        [FromServices] IConformanceRecords records,
        CancellationToken stop
    )
    {
        if (await OfAsync(device, run, records, stop) is not { } report)
            return NotThere(device, run);
        using var file = new MemoryStream();
        await ConformanceCsvFile.WriteAsync(file, report, stop);
        return TypedResults.File(file.ToArray(), "text/csv; charset=utf-8", $"wardgrid-conformance-{device}.csv");
    }

    private static async ValueTask<ConformanceReport?> OfAsync(
        string device,
        string run,
        IConformanceRecords records,
        CancellationToken stop
    ) => await records.FindAsync(run, stop) is { } report && report.Run.Device == device ? report : null;

    private static IResult NotThere(string device, string run) =>
        Refused.NotFound($"Device {device} has no conformance report {run}.");

    private sealed record RequirementText(string Id, TestKind Kind, string Text);

    private sealed record DeviceConformance(ConformanceProgress? Running, ImmutableArray<ConformanceReport> Reports);
}
