using System.Diagnostics;
using Shouldly;
using WardGrid.UnitTests.Mqtt;

namespace WardGrid.UnitTests.Server;

/// <summary>The server as a publish makes it, away from its sources.</summary>
public sealed class PublishedServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wardgrid-published-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_published_server_serves_the_script_that_its_pages_live_on()
    {
        var program = await PublishAsync();
        var data = Path.Combine(_folder.FullName, "data");
        await using var ward = await RunningWard.StartAsync(Path.Combine(program, "WardGrid.Server.dll"), data, []);

        var page = await ward.Http.GetStringAsync("/", TestContext.Current.CancellationToken);
        page.ShouldContain("_framework/blazor.web.js");
        var script = await ward.Http.GetStringAsync("/_framework/blazor.web.js", TestContext.Current.CancellationToken);
        script.ShouldContain("Blazor");
        script.Length.ShouldBeGreaterThan(100_000);
    }

    private async Task<string> PublishAsync()
    {
        var program = Path.Combine(_folder.FullName, "program");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var project = Path.Combine(ForeignProgram.Root, "src", "WardGrid.Server");
        string[] arguments = ["publish", project, "--no-build", "-c", configuration, "-o", program, "-v", "q"];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var said = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        publish.ExitCode.ShouldBe(0, said);
        return program;
    }
}
