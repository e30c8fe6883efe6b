using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Telemetry;

/// <summary>
/// WardGrid's meters: kept for <c>GET /api/metrics</c>, and sent on with its traces where
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector.
/// </summary>
/// <remarks>
/// OpenTelemetry's own variables say how (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_EXPORTER_OTLP_HEADERS</c>,
/// <c>OTEL_METRIC_EXPORT_INTERVAL</c>), from any source of settings.
/// </remarks>
public static class TelemetryExport
{
    private const string Setting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Meters and traces to send: WardGrid's own, Orleans', and PostgreSQL's where it is the store.
    /// </summary>
    private static readonly string[] Sources = ["WardGrid*", "Microsoft.Orleans*", "Npgsql"];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<MeasuredWard>();
        services.AddHostedService(all => all.GetRequiredService<MeasuredWard>());
        if (configuration[Setting] is not { Length: > 0 } address)
            return services;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var collector) || collector.Scheme is not ("http" or "https"))
            throw new SettingsException(
                Setting,
                address,
                "the address of an OpenTelemetry collector, such as http://localhost:4317"
            );

        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics.AddMeter(Sources).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddOtlpExporter()
            )
            .WithTracing(traces => traces.AddSource(Sources).AddAspNetCoreInstrumentation().AddOtlpExporter());
        return services;
    }
}
