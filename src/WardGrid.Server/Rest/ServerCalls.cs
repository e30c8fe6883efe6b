using System.Text.Json.Serialization;
using WardGrid.Server.Hosting;
using WardGrid.Server.Watch;

namespace WardGrid.Server.Rest;

/// <summary>All calls of the server, and what holds for every one of them.</summary>
public static class ServerCalls
{
    public static IServiceCollection AddWardCalls(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddWardHealth();
        services.AddHealthChecks().AddCheck<MemberOfTheCluster>("member");
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
        app.MapWardHealth();
        return app;
    }
}
