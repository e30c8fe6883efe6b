using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Telemetry;

/// <summary>
/// <c>/healthz</c>: the process lives. <c>/readyz</c>: the store answers, and the silo is a member of its cluster.
/// </summary>
public static class Health
{
    public static IServiceCollection AddWardHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<StoreHealth>("store");
        return services;
    }

    public static void MapWardHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/healthz", new() { Predicate = static _ => false }).AllowAnonymous();
        app.MapHealthChecks("/readyz", new() { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext call, HealthReport report)
    {
        if (report.Status == HealthStatus.Healthy)
            return call.Response.WriteAsync("ready");
        var reasons = report
            .Entries.Values.Where(e => e.Status != HealthStatus.Healthy)
            .Select(e => e.Description ?? e.Exception?.Message);
        var problem = new ProblemDetails
        {
            Title = "Not ready",
            Status = call.Response.StatusCode,
            Detail = string.Join(' ', reasons),
        };
        return call.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json");
    }
}

/// <summary>Checks that the store answers. The ward itself runs without it.</summary>
internal sealed class StoreHealth(IDeviceRegister register) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await register.AssociationsAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"The store does not answer: {e.Message}", e);
        }
    }
}
