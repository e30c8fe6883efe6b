using System.Diagnostics;

namespace WardGrid.UnitTests.Records;

/// <summary>
/// A PostgreSQL server of this test run alone, in a temporary folder, reached by its socket there; gone at the end.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory
            .GetDirectories("/usr/lib/postgresql")
            .Select(d => Path.Combine(d, "bin"))
            .Where(d => File.Exists(Path.Combine(d, "initdb")))
            .Order()
            .LastOrDefault()
        : null;

    private string _folder = "";
    private int _schemas;

    public async ValueTask InitializeAsync()
    {
        if (Programs is null)
            return;
        _folder = Directory.CreateTempSubdirectory("wardgrid-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", _folder);
        await RunAsServerAsync(
            "initdb",
            "-D",
            $"{_folder}/data",
            "-U",
            "wardgrid",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N"
        );
        await RunAsServerAsync(
            "pg_ctl",
            "start",
            "-w",
            "-D",
            $"{_folder}/data",
            "-l",
            $"{_folder}/log",
            "-o",
            $"-F -k {_folder} -c listen_addresses=''"
        );
    }

    /// <summary>
    /// A connection whose schema is new and this test's alone; skips the test where PostgreSQL is not installed.
    /// </summary>
    public string NewSchema()
    {
        if (Programs is null)
            Assert.Skip(
                "PostgreSQL is not installed (apt install postgresql): nothing is said here about the records in it."
            );
        var name = $"records{Interlocked.Increment(ref _schemas)}";
        return $"Host={_folder};Database=postgres;Username=wardgrid;Search Path={name};Application Name={name}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder.Length == 0)
            return;
        await RunAsServerAsync("pg_ctl", "stop", "-m", "immediate", "-D", $"{_folder}/data");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>PostgreSQL does not run as root.</summary>
    private static Task RunAsServerAsync(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? RunAsync(
                "setpriv",
                [
                    "--reuid=postgres",
                    "--regid=postgres",
                    "--clear-groups",
                    Path.Combine(Programs!, program),
                    .. arguments,
                ]
            )
            : RunAsync(Path.Combine(Programs!, program), arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Standard output goes nowhere: the server that pg_ctl starts would keep it open. Errors go
        // where the tests' go.
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null", "sh", program, .. arguments])
            {
                WorkingDirectory = "/",
            }
        )!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}"
            );
    }
}

[CollectionDefinition("PostgreSQL")]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>;
