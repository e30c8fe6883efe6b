using System.Text.Json.Serialization;
using Orleans.Dashboard;
using WardGrid.Patients.People;
using WardGrid.Server.Hosting;
using WardGrid.Server.Settings;
using WardGrid.Server.Telemetry;
using WardGrid.Web.SignIn;

namespace WardGrid.Server.Api;

/// <summary>All calls of the server, and the rules for every call.</summary>
public static class ServerEndpoints
{
    public static IServiceCollection AddWardCalls(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddWardHealth();
        services.AddHealthChecks().AddCheck<ClusterMembershipCheck>("member");
        services.AddValidation();
        // A body that cannot be read is answered with a reason too, not with an empty answer.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddExceptionHandler<UnexpectedProblem>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false)
            );
            json.SerializerOptions.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        });
        return services;
    }

    public static WebApplication MapWardCalls(this WebApplication app, ClusterSettings cluster)
    {
        app.UseExceptionHandler();
        var api = app.MapGroup("/api").DisableAntiforgery().AddEndpointFilter(WardBoundary.CheckAsync);
        WardEndpoints.Map(api);
        AlarmEndpoints.Map(api);
        SuppressionEndpoints.Map(api);
        DeviceEndpoints.Map(api);
        ConformanceEndpoints.Map(api);
        AuditEndpoints.Map(api);
        api.MapGet(
                "/metrics",
                (MeasuredWard measured) =>
                    new
                    {
                        measured.Counters,
                        measured.Histograms,
                        Server = ServerLoad.Now(),
                    }
            )
            .Permit(Act.ReadServer);
        app.MapWardHealth();
        if (cluster.Dashboard)
            app.MapOrleansDashboard("/dashboard").Permit(Act.ReadDashboard);
        return app;
    }
}
