using WardGrid.Records;
using WardGrid.Server.Engine;
using WardGrid.Server.Rest;
using WardGrid.Server.Settings;
using WardGrid.Server.Watch;
using WardGrid.Web;

if (CommandLine.Answer(args, "WardGrid.Server") is { } answer)
{
    Console.WriteLine(answer);
    return 0;
}

try
{
    CommandLine.Check(args);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = WardGridSettings.Arguments(args), ContentRootPath = AppContext.BaseDirectory });
    var settings = WardGridSettings.Read(builder.Configuration);

    using var owner = DataFolderOwner.Take(settings.DataFolder, TimeProvider.System);
    builder.AddWardLogs(settings);
    builder.ListenByDefault("http://localhost:8080");
    builder.StopSoon();
    builder.Services
        .AddWardGridRecords(settings.Records)
        .AddAlarmModels()
        .AddWardEngine()
        .AddDevices(settings)
        .AddDemoWard(settings.Demo)
        .AddTelemetry(builder.Configuration)
        .AddWardCalls()
        .AddWardGridWeb();

    await using var app = builder.Build();
    app.MapWardCalls();
    app.MapWardGridWeb();
    app.SayWhereItListens();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.InWords(failure) is { } words)
{
    await Console.Error.WriteLineAsync(words);
    return StartFailure.ExitCode(failure);
}
