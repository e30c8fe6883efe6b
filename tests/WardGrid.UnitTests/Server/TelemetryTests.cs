using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shouldly;
using WardGrid.Patients;
using WardGrid.Server.Settings;
using WardGrid.Server.Telemetry;

namespace WardGrid.UnitTests.Server;

public class TelemetryTests
{
    [Fact]
    public async Task A_collector_receives_what_patients_measure_and_trace()
    {
        var received = Channel.CreateUnbounded<(string Path, string Body)>();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var collector = builder.Build();
        collector.MapPost(
            "/v1/{what}",
            async (HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                received.Writer.TryWrite((request.Path, Encoding.Latin1.GetString(body.ToArray())));
            }
        );
        await collector.StartAsync(TestContext.Current.CancellationToken);

        await using var services = Services(collector.Urls.Single(), "http/protobuf");
        // A host makes both as it starts.
        var (traces, metrics) = (
            services.GetRequiredService<TracerProvider>(),
            services.GetRequiredService<MeterProvider>()
        );
        PatientTraces.Verify("a-17", "Asystole").ShouldNotBeNull().Dispose();
        traces.ForceFlush().ShouldBeTrue();
        PatientMetrics.MinutesLost.Add(1);
        metrics.ForceFlush().ShouldBeTrue();

        var bodies = new Dictionary<string, string>();
        while (bodies.Count < 2)
        {
            var (path, body) = await received.Reader.ReadAsync(TestContext.Current.CancellationToken);
            bodies[path] = bodies.GetValueOrDefault(path) + body;
        }

        bodies["/v1/traces"]
            .ShouldSatisfyAllConditions(
                trace => trace.ShouldContain("verify alarm"),
                trace => trace.ShouldContain("Asystole")
            );
        bodies["/v1/metrics"].ShouldContain("wardgrid.minutes.lost");
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("somewhere")]
    public void An_address_that_is_none_is_said_at_start(string address) =>
        Should
            .Throw<SettingsException>(() => Services(address, "grpc"))
            .Message.ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT");

    [Fact]
    public void Without_a_collector_nothing_is_sent_anywhere() =>
        Services(null, null).GetService<MeterProvider>().ShouldBeNull();

    private static ServiceProvider Services(string? endpoint, string? protocol)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
                }
            )
            .Build();
        return new ServiceCollection().AddSingleton(configuration).AddTelemetry(configuration).BuildServiceProvider();
    }
}
