using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Server.Telemetry;
using WardGrid.UnitTests.Patients;

namespace WardGrid.UnitTests.Server;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly RecordsInMemory _records = new();
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    public HealthTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IDeviceRegister>(_records).AddWardHealth();
        _app = builder.Build();
        _app.MapWardHealth();
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _http.BaseAddress = new(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_server_whose_store_answers_is_ready()
    {
        var (status, said) = await AskAsync("/readyz");

        (status, said).ShouldBe((HttpStatusCode.OK, "ready"));
    }

    [Fact]
    public async Task A_server_whose_store_fails_lives_and_says_why_it_is_not_ready()
    {
        _records.Failure = new IOException("the disk is full");

        var (status, said) = await AskAsync("/readyz");

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        said.ShouldContain("The store does not answer: the disk is full");
        (await AskAsync("/healthz")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(HttpStatusCode Status, string Said)> AskAsync(string path)
    {
        using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
