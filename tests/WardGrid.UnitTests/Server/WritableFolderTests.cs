using Shouldly;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Server;

/// <summary>The folder of the store, which holds patients' names.</summary>
public sealed class WritableFolderTests : IDisposable
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Another_user_of_the_machine_cannot_read_a_folder_that_the_server_made()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var made = Path.Combine(_folder, "data");

        WritableFolder.Require(made);

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(made).ShouldBe(Own);
    }

    [Fact]
    public void A_folder_that_was_there_keeps_the_rights_that_its_administrator_gave_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var given = Own | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, given);

        WritableFolder.Require(_folder);

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(_folder).ShouldBe(given);
    }
}
