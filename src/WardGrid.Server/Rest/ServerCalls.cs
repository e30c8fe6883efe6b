using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using WardGrid.Patients;
using WardGrid.Server.Watch;

namespace WardGrid.Server.Rest;

/// <summary>All calls of the server, and what holds for every one of them.</summary>
public static class ServerCalls
{
    public static IServiceCollection AddWardCalls(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddValidation();
        // A body that cannot be read gets words too, not an empty answer.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddExceptionHandler<UnexpectedProblem>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
            json.SerializerOptions.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        });
        return services;
    }

    public static WebApplication MapWardCalls(this WebApplication app)
    {
        app.UseExceptionHandler();
        var api = app.MapGroup("/api").DisableAntiforgery().AddEndpointFilter(ActingUser.CheckAsync);
        WardCalls.Map(api);
        AlarmCalls.Map(api);
        SuppressionCalls.Map(api);
        DeviceCalls.Map(api);
        api.MapGet("/metrics", (MeasuredWard measured) => new { measured.Counters, measured.Histograms, Server = ServerLoad.Now() });
        app.MapGet("/healthz", () => "alive");
        app.MapGet("/readyz", ReadyAsync);
        return app;
    }

    /// <summary>Ready means that the store answers, and whatever else the host needs; the ward itself runs without the store.</summary>
    private static async Task<IResult> ReadyAsync([FromServices] IDeviceRegister register, [FromServices] IEnumerable<IReadyWhen> conditions, CancellationToken stop)
    {
        if (conditions.Select(c => c.WhyNot).FirstOrDefault(why => why is not null) is { } reason)
            return NotReady(reason);
        try
        {
            await register.BindingsAsync(stop);
            return TypedResults.Text("ready");
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            return NotReady($"The store does not answer: {e.Message}");
        }
    }

    private static IResult NotReady(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready");
}

/// <summary>Something that a host needs before people are sent to it.</summary>
public interface IReadyWhen
{
    /// <summary>In words what is missing; null while nothing is.</summary>
    string? WhyNot { get; }
}
