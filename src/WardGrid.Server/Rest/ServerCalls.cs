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
        services.AddExceptionHandler<UnexpectedProblem>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            json.SerializerOptions.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        });
        return services;
    }

    public static WebApplication MapWardCalls(this WebApplication app)
    {
        app.UseExceptionHandler();
        var api = app.MapGroup("/api").DisableAntiforgery();
        WardCalls.Map(api);
        AlarmCalls.Map(api);
        DeviceCalls.Map(api);
        api.MapGet("/metrics", (MeasuredWard measured) => new { measured.Counters, measured.Histograms, Server = ServerLoad.Now() });
        app.MapGet("/healthz", () => "alive");
        app.MapGet("/readyz", ReadyAsync);
        return app;
    }

    /// <summary>Ready means that the store answers; the ward itself runs without it.</summary>
    private static async Task<IResult> ReadyAsync([FromServices] IDeviceRegister register, CancellationToken stop)
    {
        try
        {
            await register.BindingsAsync(stop);
            return TypedResults.Text("ready");
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            return TypedResults.Problem($"The store does not answer: {e.Message}", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready");
        }
    }
}
