using System.Diagnostics;
using Serilog;
using Serilog.Events;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Telemetry;

/// <summary>The log: on the console, and in a file per day in the data folder.</summary>
/// <remarks>
/// No payload and no patient's name is ever logged; beds and devices are. Section <c>Serilog</c> of the
/// settings adds to it.
/// </remarks>
internal static class WardLogs
{
    private const int DaysKept = 14;
    private const long LargestFile = 50 * 1024 * 1024;

    private static readonly long Began = Stopwatch.GetTimestamp();

    public static WebApplicationBuilder AddWardLogs(this WebApplicationBuilder builder, WardGridSettings settings)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
            .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Orleans", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)
            // The program itself prints this once, with the reason.
            .Filter.ByExcluding(e => e.MessageTemplate.Text == "Hosting failed to start")
            // A service that ends because the server stops has not failed, also if another service failed to start.
            .Filter.ByExcluding(e =>
                e.Exception is OperationCanceledException
                && Serilog.Filters.Matching.FromSource("Microsoft.Extensions.Hosting.Internal.Host")(e)
            )
            .Filter.ByExcluding(IsOlderThanThisProcess)
            .WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
                formatProvider: System.Globalization.CultureInfo.InvariantCulture
            )
            .WriteTo.File(
                Path.Combine(settings.LogFolder, "wardgrid-.log"),
                formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: LargestFile,
                retainedFileCountLimit: DaysKept,
                shared: true,
                outputTemplate: "{Timestamp:O} {Level:u3} {SourceContext} {Message:lj} "
                    + "{Properties:j}{NewLine}{Exception}"
            )
            .ReadFrom.Configuration(builder.Configuration)
            .CreateLogger();
        builder.Services.AddSerilog(logger, dispose: true);
        return builder;
    }

    /// <summary>
    /// Orleans' watchdog can run before it has a first time, and then warns of a delay that counts from the machine's
    /// start.
    /// </summary>
    private static bool IsOlderThanThisProcess(LogEvent e) =>
        e.MessageTemplate.Text.StartsWith("Participant check thread has not completed", StringComparison.Ordinal)
        && e.Properties.GetValueOrDefault("TimeSinceLastTick") is ScalarValue { Value: TimeSpan since }
        && since > Stopwatch.GetElapsedTime(Began) + TimeSpan.FromMinutes(1);
}
