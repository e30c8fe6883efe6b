using System.Diagnostics;
using Shouldly;
using Spectre.Console;
using WardGrid.Simulation.Bedside;
using WardGrid.Tool;

namespace WardGrid.UnitTests.Tool;

/// <summary>The tool as its user runs it: the process, its words and its exit codes.</summary>
public sealed class ToolRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("load --beds 0")]
    [InlineData("load --server /nowhere.dll")]
    [InlineData("replay /nowhere")]
    [InlineData("evaluate alarms --data /nowhere")]
    [InlineData("evaluate conditions --data /nowhere")]
    [InlineData("evaluate leads --data /nowhere")]
    [InlineData("evaluate qrs --data /nowhere")]
    [InlineData("evaluate quality --data /nowhere")]
    [InlineData("evaluate rhythm --data /nowhere")]
    [InlineData("evaluate ventricular --data /nowhere")]
    [InlineData("evaluate ventricular")]
    [InlineData("evaluate af-alarms --data /nowhere")]
    [InlineData("verify audit --store /nowhere")]
    [InlineData("simulate --mqtt mqtt://mon-7@localhost --beds 2")]
    public async Task A_wrong_word_and_a_missing_file_end_with_2(string line)
    {
        var (exitCode, _, _) = await RunAsync(line.Split(' '));

        exitCode.ShouldBe(ExitCode.WrongInput);
    }

    [Fact]
    public async Task A_broken_record_is_named_and_ends_with_2()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "broken.hea"),
            "this is no header\n",
            TestContext.Current.CancellationToken
        );

        var (exitCode, _, said) = await RunAsync(["evaluate", "conditions", "--data", _folder]);

        exitCode.ShouldBe(ExitCode.WrongInput);
        said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_broken_line_of_scores_is_named_and_ends_with_2()
    {
        var scores = Path.Combine(_folder, "scores.csv");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "ALARMS"),
            "v100s,Ventricular_Tachycardia,0\n",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            scores,
            "alarm,probability,threshold,margins\nv100s,7,,\n",
            TestContext.Current.CancellationToken
        );

        var (exitCode, _, said) = await RunAsync(["evaluate", "alarms", "--data", _folder, "--scores", scores]);

        exitCode.ShouldBe(ExitCode.WrongInput);
        said.ReplaceLineEndings(" ").ShouldContain("line 2: probability '7' is not from 0 to 1");
    }

    [Theory]
    [InlineData("alarms")]
    [InlineData("af-alarms")]
    public async Task Help_tells_of_the_scores_and_they_exclude_rules_alone(string kind)
    {
        (await RunAsync(["evaluate", kind, "--help"])).Shown.ShouldContain("--scores");

        var (exitCode, _, said) = await RunAsync(["evaluate", kind, "--data", _folder, "--rules", "--scores", "x.csv"]);

        exitCode.ShouldBe(ExitCode.WrongInput);
        said.ShouldContain("--scores and --rules exclude each other");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var (exitCode, _, said) = await RunAsync(["simulate", "--beds", "1", "--mqtt", "127.0.0.1:9"]);

        exitCode.ShouldBe(ExitCode.Failed);
        said.ShouldContain("Cannot connect to 127.0.0.1:9");
        said.ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData("simulate")]
    [InlineData("replay")]
    public async Task Help_names_the_usual_address_and_no_password(string command)
    {
        var (exitCode, shown, _) = await RunAsync([command, "--help"]);

        exitCode.ShouldBe(ExitCode.Success);
        shown.ShouldContain("[default: mqtt://demo@localhost:1883]");
        shown.ShouldNotContain("Password =");
    }

    [Fact]
    public void An_address_is_printed_without_its_password() =>
        MqttConnectionOptions.FromAddress("mqtts://mon-7:secret@ward").ToString().ShouldBe("mqtts://mon-7@ward:8883");

    [Fact]
    public void A_table_in_a_pipe_has_no_colours_and_is_not_cut()
    {
        var pipe = new StringWriter();
        var table = new Table().AddColumns([.. Enumerable.Range(0, 6).Select(i => $"VentricularTachycardia{i}")]);

        var console = ToolConsole.Create(pipe, redirected: true);
        console.Write(table);
        console.MarkupLine("[red]fault[/]");

        pipe.ToString().ShouldContain("VentricularTachycardia5");
        pipe.ToString().ShouldNotContain("\u001b");
    }

    private static async Task<(int ExitCode, string Shown, string Said)> RunAsync(string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "wardgrid.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (shown, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await shown, await said);
    }
}
