using Orleans.Dashboard;
using WardGrid.Cluster;
using WardGrid.Cluster.Silo;
using WardGrid.Records;
using WardGrid.Server.Engine;
using WardGrid.Server.Rest;
using WardGrid.Server.Settings;
using WardGrid.Server.Watch;
using WardGrid.Web;

if (CommandLine.Answer(args, "WardGrid.Cluster", ClusterSettings.Options) is { } answer)
{
    Console.WriteLine(answer);
    return 0;
}

try
{
    CommandLine.Check(args, ClusterSettings.Options);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = WardGridSettings.Arguments(args), ContentRootPath = AppContext.BaseDirectory });
    var cluster = ClusterSettings.Read(builder.Configuration);
    var settings = WardGridSettings.Read(builder.Configuration);
    if (!cluster.Alone)
        await OrleansTables.EnsureAsync(cluster.PooledDatabase(20, "tables"), CancellationToken.None);

    using var owner = DataFolderOwner.Take(settings.DataFolder, TimeProvider.System);
    builder.AddWardLogs(settings);
    builder.ListenByDefault("http://localhost:8080");
    builder.LeaveInTime();
    builder.UseOrleans(silo => silo.AddWardGrid(cluster));
    builder.Services
        .AddWardGridRecords(cluster.Alone ? settings.Records : cluster.PooledDatabase(50, "records"))
        .AddAlarmModels()
        .AddClusterEngine(cluster)
        .AddDevices(settings)
        .AddDemoWard(settings.Demo)
        .AddTelemetry(builder.Configuration)
        .AddWardCalls()
        .AddWardGridWeb()
        .AddHealthChecks().AddCheck<MemberOfTheCluster>("member");

    await using var app = builder.Build();
    app.MapWardCalls();
    app.MapWardGridWeb();
    if (cluster.Dashboard)
        app.MapOrleansDashboard("/dashboard");
    app.SayWhereItListens();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.InWords(failure) is { } words)
{
    await Console.Error.WriteLineAsync(words);
    return StartFailure.ExitCode(failure);
}
