using WardGrid.Records;
using WardGrid.Server.Api;
using WardGrid.Server.Settings;
using WardGrid.Server.Telemetry;
using WardGrid.Web;

namespace WardGrid.Server.Hosting;

/// <summary>The server as a whole: everything that it consists of, and every address at which it answers.</summary>
public static class WardGridHost
{
    public static WebApplicationBuilder AddWardGrid(this WebApplicationBuilder builder, WardGridSettings settings)
    {
        builder.AddWardLogs(settings);
        builder.ListenByDefault(settings.Web.Certificate is null ? "http://localhost:8080" : "https://*:8443");
        builder.AddWebServer(settings.Web);
        builder.LeaveInTime(settings.Cluster);
        builder.UseOrleans(silo => silo.AddWardGrid(settings.Cluster));
        builder
            .Services.AddWardGridRecords(settings.Records)
            .AddAlarmModels()
            .AddPatients(settings.Cluster)
            .AddDevices(settings)
            .AddDemoWard(settings.Demo)
            .AddTelemetry(builder.Configuration)
            .AddWardCalls()
            .AddWardGridWeb(settings.SignIn);
        return builder;
    }

    public static WebApplication MapWardGrid(this WebApplication app, WardGridSettings settings)
    {
        app.UsePageHeaders();
        app.UseWebServer(settings.Web);
        app.MapWardCalls(settings.Cluster);
        app.MapWardGridWeb();
        return app;
    }
}
