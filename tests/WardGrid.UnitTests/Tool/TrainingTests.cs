using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Shouldly;
using WardGrid.Tool.Recordings;

namespace WardGrid.UnitTests.Tool;

/// <summary>The one command that makes the alarm verifier and the figures of its cards from raw recordings.</summary>
public sealed class TrainingTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("wardgrid-training-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public async Task Every_step_from_recordings_to_a_model_and_its_pages_runs_on_a_few_alarms()
    {
        Assert.SkipWhen(DataFolder.Find("challenge2015") is null, "the recordings of challenge2015 are not here");
        var packages = await PythonAsync("-c", "import sklearn, onnx");
        Assert.SkipWhen(packages is not 0, "python3 with sklearn and onnx (python3-sklearn, python3-onnx) is not here");

        var script = Path.Combine(RepositoryRoot, "models", "training", "everything.py");
        var tool = Path.Combine(AppContext.BaseDirectory, "wardgrid.dll");
        var exit = await PythonAsync(
            script,
            DataFolder.Root,
            _work,
            "--only",
            "alarms",
            "--limit",
            "6",
            "--tool",
            tool
        );

        exit.ShouldBe(0);
        var made = Path.Combine(_work, "models");
        using var manifest = JsonDocument.Parse(await ReadAsync(Path.Combine(made, "manifest.json")));
        var entry = manifest
            .RootElement.GetProperty("models")
            .EnumerateArray()
            .Single(m => m.GetProperty("name").GetString() == "alarm-verifier");
        var model = await File.ReadAllBytesAsync(
            Path.Combine(made, "alarm-verifier.onnx"),
            TestContext.Current.CancellationToken
        );
        entry.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(model)));
        foreach (var page in new[] { "alarm-verifier-cv.md", "verdict-cv-alarms.md" })
            (await ReadAsync(Path.Combine(made, "cards", page))).ShouldContain("| Ventricular_Tachycardia |");
    }

    private static string RepositoryRoot
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "WardGrid.sln")))
                folder = folder.Parent ?? throw new DirectoryNotFoundException("there is no WardGrid.sln above");
            return folder.FullName;
        }
    }

    private static Task<string> ReadAsync(string path) =>
        File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    /// <summary>The exit code; null where there is no Python.</summary>
    private static async Task<int?> PythonAsync(params string[] words)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(Python, words) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var wrong = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await said;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (process.ExitCode != 0)
                TestContext.Current.TestOutputHelper?.WriteLine(wrong);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Debian's own interpreter has Debian's packages, whatever else is first on the path.</summary>
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
}
