using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using WardGrid.Patients.People;
using WardGrid.Web.SignIn;

namespace WardGrid.Web.Live;

/// <summary>Counts and logs the faults of a page's script, which the page sends to <c>POST /live/faults</c>.</summary>
/// <remarks>
/// The administrator of the server must see that a screen beside a patient fails. Many broken screens do not fill the
/// log.
/// </remarks>
internal sealed partial class ScreenFaults(TimeProvider clock, ILogger<ScreenFaults> log)
{
    /// <summary>The most faults that are logged in one minute; the others are only counted.</summary>
    private const int MostAMinute = 60;

    private static readonly Meter Meter = new("WardGrid.Web");

    private static readonly Counter<long> Faults = Meter.CreateCounter<long>("wardgrid.screen.faults");

    private readonly Lock _turn = new();
    private DateTimeOffset _minute;
    private int _written;

    public void Map(IEndpointRouteBuilder app) => app.MapPost("/live/faults", Take).Permit(Act.ReadWard);

    private IResult Take(ScreenFault fault)
    {
        if (!Validator.TryValidateObject(fault, new(fault), null, validateAllProperties: true))
            return Results.BadRequest();
        Faults.Add(1, new KeyValuePair<string, object?>("part", fault.Part));
        if (MayWrite())
            LogFault(
                log,
                Plain(fault.Page),
                Plain(fault.Bed),
                Plain(fault.Part),
                Plain(fault.Message),
                Plain(fault.Where)
            );
        return Results.NoContent();
    }

    private bool MayWrite()
    {
        lock (_turn)
        {
            var now = clock.GetUtcNow();
            if (now - _minute >= TimeSpan.FromMinutes(1))
                (_minute, _written) = (now, 0);
            return ++_written <= MostAMinute;
        }
    }

    /// <summary>A browser's text can have line breaks, which would look like other entries of the log.</summary>
    private static string Plain(string? text) => string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c));

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A screen failed on {Page}, bed '{Bed}', in {Part}: {Fault} ({Where})"
    )]
    private static partial void LogFault(ILogger log, string page, string bed, string part, string fault, string where);

    private sealed record ScreenFault(
        [property: StringLength(200)] string? Page,
        [property: Required, StringLength(60)] string? Part,
        [property: StringLength(64)] string? Bed,
        [property: Required, StringLength(300)] string? Message,
        [property: StringLength(300)] string? Where
    );
}
