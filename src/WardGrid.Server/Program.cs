using WardGrid.Server.Hosting;
using WardGrid.Server.Settings;

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
    builder.Configuration.AddSecretFiles();
    var settings = WardGridSettings.Read(builder.Configuration);
    if (!settings.Cluster.Alone)
        await OrleansTables.EnsureAsync(settings.Cluster.PooledDatabase(20, "tables"), CancellationToken.None);

    using var owner = DataFolderOwner.Take(settings.DataFolder, TimeProvider.System);
    await using var app = builder.AddWardGrid(settings).Build().MapWardGrid(settings);
    app.LogListeningAddresses();
    await app.RunToTheEndAsync();
    return 0;
}
catch (Exception failure) when (StartFailure.InWords(failure) is { } words)
{
    await Console.Error.WriteLineAsync(words);
    return StartFailure.ExitCode(failure);
}
