using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Shouldly;
using WardGrid.UnitTests.Server;

namespace WardGrid.UnitTests.Inference.Telemetry;

/// <summary>The models' runtime calls its maker where nobody stops it; the server's never does.</summary>
public sealed class OnnxTelemetryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wardgrid-telemetry-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_server_opens_every_model_and_calls_nobody()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(),
            "The sockets of a process are read from /proc, which only Linux has."
        );
        using var ofServer = new HearingProxy();
        using var ofBare = new HearingProxy();
        await using var ward = await RunningWard.StartAsync(
            Folder("data"),
            Environment(ofServer, Folder("server")),
            "--demo"
        );
        var sockets = new HashSet<string>();

        // The server has run for longer than the bare runtime when that one is heard.
        using var bare = StartBare(Environment(ofBare, Folder("bare")));
        try
        {
            await Eventually.UntilAsync(
                () => !ofBare.Heard.IsEmpty,
                async () =>
                {
                    bare.HasExited.ShouldBeFalse("the bare runtime ended before it called");
                    sockets.UnionWith(RemoteAddresses.Of(ward.ProcessId));
                    await Task.Delay(50);
                }
            );
        }
        finally
        {
            bare.Kill();
        }

        ofServer.Heard.ShouldBeEmpty();
        sockets.ShouldAllBe(address => RemoteAddresses.IsThisMachine(address));
        Traces("bare").ShouldNotBeEmpty();
        Traces("server").ShouldBeEmpty();
    }

    /// <summary>An application that uses the package alone shows that the test above can fail.</summary>
    [Fact(Explicit = true)]
    public async Task A_bare_runtime_opens_a_model_and_stays()
    {
        using var session = new InferenceSession(Path.Combine(AppContext.BaseDirectory, "models", "rhythm.onnx"));
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }

    private static Process StartBare(Dictionary<string, string?> environment)
    {
        var name = $"{typeof(OnnxTelemetryTests).FullName}.{nameof(A_bare_runtime_opens_a_model_and_stays)}";
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "WardGrid.UnitTests.dll"),
            "-method",
            name,
            "-explicit",
            "only",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>
    /// What a process starts with: this one's search path and nothing else of its variables, since the library keeps
    /// silent on build machines, which it knows by variables such as <c>CI</c>. Calls to the outside go to the proxy,
    /// which needs no name look-up, and what is kept for later lies in the home folder.
    /// </summary>
    private static Dictionary<string, string?> Environment(HearingProxy proxy, string home)
    {
        var variables = new Dictionary<string, string?>();
        foreach (string variable in System.Environment.GetEnvironmentVariables().Keys)
        {
            if (variable is not "PATH" and not "DOTNET_ROOT")
                variables[variable] = null;
        }

        variables["http_proxy"] = proxy.Address;
        variables["https_proxy"] = proxy.Address;
        variables["no_proxy"] = "127.0.0.1,localhost";
        variables["HOME"] = home;
        variables["DOTNET_CLI_HOME"] = home;
        return variables;
    }

    private string Folder(string name) => _folder.CreateSubdirectory(name).FullName;

    /// <summary>The files that the runtime's telemetry leaves in a home folder.</summary>
    private FileInfo[] Traces(string home) =>
        new DirectoryInfo(Folder(home)).GetFiles("onnxruntime.db", SearchOption.AllDirectories);
}
