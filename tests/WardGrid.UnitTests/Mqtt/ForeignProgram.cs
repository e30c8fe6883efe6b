using System.Diagnostics;

namespace WardGrid.UnitTests.Mqtt;

/// <summary>A program of others that the tests talk to; where it is not installed they skip and say so.</summary>
internal sealed class ForeignProgram : IAsyncDisposable
{
    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        "/usr/sbin",
        "/usr/local/sbin",
    ];

    private readonly Process _process;

    private ForeignProgram(Process process) => _process = process;

    public static string Root { get; } = FindRoot();

    public static string Require(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw Skip($"{name} is not installed");

    public static ForeignProgram Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end and gives its exit code and everything that it said.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        await using var running = Start(program, arguments);
        return await running.EndAsync();
    }

    public ValueTask<string?> LineAsync() => _process.StandardOutput.ReadLineAsync(Eventually());

    public async Task<(int Code, string Said)> EndAsync()
    {
        var said = Task.WhenAll(
            _process.StandardOutput.ReadToEndAsync(Eventually()),
            _process.StandardError.ReadToEndAsync(Eventually())
        );
        await _process.WaitForExitAsync(Eventually());
        return (_process.ExitCode, string.Concat(await said));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public static Exception Skip(string why)
    {
        Assert.Skip(why);
        return new InvalidOperationException(why);
    }

    private static CancellationToken Eventually() => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WardGrid.sln")))
            folder =
                folder.Parent ?? throw new DirectoryNotFoundException("the tests do not run inside the repository");
        return folder.FullName;
    }
}
