using Shouldly;

namespace WardGrid.UnitTests.Server;

/// <summary>Two servers on one data folder would write over each other's patients.</summary>
public sealed class DataFolderOwnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-owner-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_second_server_on_a_data_folder_is_refused_and_told_who_owns_it()
    {
        await using var first = await RunningWard.StartAsync(_folder);

        var (exitCode, said) = await RunningWard.FailAsync(
            "--urls",
            "http://127.0.0.1:0",
            "--Mqtt:Port",
            "0",
            "--Data",
            _folder
        );

        exitCode.ShouldBe(2);
        said.ShouldContain($"Process {first.ProcessId} on {Environment.MachineName}");
        said.ShouldContain("choose another folder with --Data");
        said.ShouldNotContain("   at ");
        (await first.GetAsync("/api/ward")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_folder_of_a_killed_server_is_free_at_once()
    {
        await using (var first = await RunningWard.StartAsync(_folder))
            await first.KillAsync();

        await using var second = await RunningWard.StartAsync(_folder);

        second.HasExited.ShouldBeFalse();
    }
}
