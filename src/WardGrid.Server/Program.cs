using Orleans.Dashboard;
using WardGrid.Records;
using WardGrid.Server.Api;
using WardGrid.Server.Hosting;
using WardGrid.Server.Settings;
using WardGrid.Server.Telemetry;
using WardGrid.Web;

if (CommandLine.Answer(args, "WardGrid.Server") is { } answer)
{
    Console.WriteLine(answer);
    return 0;
}

try
{
    CommandLine.Check(args);
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions
        {
            Args = WardGridSettings.Arguments(args),
            ContentRootPath = AppContext.BaseDirectory,
        }
    );
    var settings = WardGridSettings.Read(builder.Configuration);
    if (!settings.Cluster.Alone)
        await OrleansTables.EnsureAsync(settings.Cluster.PooledDatabase(20, "tables"), CancellationToken.None);

    using var owner = DataFolderOwner.Take(settings.DataFolder, TimeProvider.System);
    builder.AddWardLogs(settings);
    builder.ListenByDefault("http://localhost:8080");
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
        .AddWardGridWeb();

    await using var app = builder.Build();
    app.MapWardCalls();
    app.MapWardGridWeb();
    if (settings.Cluster.Dashboard)
        app.MapOrleansDashboard("/dashboard");
    app.LogListeningAddresses();
    await app.RunToTheEndAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.InWords(failure) is { } words)
{
    await Console.Error.WriteLineAsync(words);
    return StartFailure.ExitCode(failure);
}
