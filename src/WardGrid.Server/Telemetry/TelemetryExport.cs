using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Telemetry;

/// <summary>
/// Keeps WardGrid's meters for <c>GET /api/metrics</c>, and sends them and the traces to the collector that
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names.
/// </summary>
/// <remarks>
/// OpenTelemetry's own variables configure the export (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>,
/// <c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c>), from any source of settings.
/// </remarks>
public static class TelemetryExport
{
    private const string Setting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The meters and traces to send: of WardGrid, of Orleans, and of PostgreSQL if it is the store.</summary>
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
