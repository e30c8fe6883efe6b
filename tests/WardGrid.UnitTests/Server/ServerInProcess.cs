using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WardGrid.Server.Hosting;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Server;

/// <summary>The whole server in the test's own process, so that a test sees what it is made of.</summary>
public sealed class ServerInProcess : IAsyncDisposable
{
    private readonly string _folder;
    private readonly WebApplication _app;

    private ServerInProcess(string folder, WebApplication app) => (_folder, _app) = (folder, app);

    /// <summary>Every address at which the server answers.</summary>
    public IEnumerable<RouteEndpoint> Endpoints =>
        _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public Uri Address => new(_app.Urls.First());

    public IEnumerable<Uri> Addresses => _app.Urls.Select(a => new Uri(a));

    public string StorePath => Path.Combine(_folder, "wardgrid.db");

    public IServiceProvider Services => _app.Services;

    /// <param name="settings">What stands in the environment or a file of settings.</param>
    public static async Task<ServerInProcess> StartAsync(
        Dictionary<string, string?>? settings = null,
        params string[] arguments
    )
    {
        var folder = Directory.CreateTempSubdirectory("wardgrid-inside-").FullName;
        string[] usual = ["--urls", "http://127.0.0.1:0", "--Mqtt:Port", "0", "--Data", folder];
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = WardGridSettings.Arguments([.. usual, .. arguments]),
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        foreach (var (name, value) in SignedIn.Settings)
            builder.Configuration[name.Replace("__", ":")] = value;
        foreach (var (name, value) in settings ?? [])
            builder.Configuration[name] = value;
        var read = WardGridSettings.Read(builder.Configuration);
        var app = builder.AddWardGrid(read).Build().MapWardGrid(read);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(folder, app);
    }

    /// <summary>A program without a session, which keeps the cookies that it gets and follows no redirect.</summary>
    public HttpClient Stranger() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>What is in its log so far.</summary>
    public async Task<string> LogAsync()
    {
        var log = "";
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "logs")))
        {
            using var open = new StreamReader(File.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            log += await open.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        return log;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
