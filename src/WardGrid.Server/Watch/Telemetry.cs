using OpenTelemetry;
using OpenTelemetry.Metrics;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Watch;

/// <summary>WardGrid's meters: kept for <c>GET /api/metrics</c>, and sent on by OTLP where <c>Telemetry:Otlp</c> names an endpoint.</summary>
internal static class Telemetry
{
    private const string Setting = "Telemetry:Otlp";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<MeasuredWard>();
        services.AddHostedService(all => all.GetRequiredService<MeasuredWard>());
        if (configuration[Setting] is not { Length: > 0 } address)
            return services;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint))
            throw new SettingsException(Setting, address, "the address of an OpenTelemetry collector, such as http://localhost:4317");

        services.AddSingleton(Sdk.CreateMeterProviderBuilder().AddMeter("WardGrid*").AddOtlpExporter(otlp => otlp.Endpoint = endpoint).Build());
        return services;
    }
}
