using BenchmarkDotNet.Attributes;
using WardGrid.Server.Devices;

namespace WardGrid.Benchmarks.Devices;

/// <summary>
/// The passwords of a thousand devices that all connect at once: after a start of the server, and again later.
/// </summary>
[Config(typeof(InProcessRun))]
public class ReconnectBenchmarks
{
    private const int Devices = 1000;

    private readonly (string Name, string Hash, byte[] Password)[] _devices = new (string, string, byte[])[Devices];
    private DevicePasswords _remembering = null!;

    [GlobalSetup]
    public async Task Register()
    {
        for (var i = 0; i < Devices; i++)
        {
            var password = Credential.New();
            _devices[i] = ($"monitor-{i}", Credential.Hash(password), System.Text.Encoding.UTF8.GetBytes(password));
        }

        _remembering = new(new(TimeProvider.System));
        await CheckAllAsync(_remembering);
    }

    [GlobalCleanup]
    public void Forget() => _remembering.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<int> AfterAStart()
    {
        using var passwords = new DevicePasswords(new(TimeProvider.System));
        return await CheckAllAsync(passwords);
    }

    [Benchmark]
    public Task<int> Again() => CheckAllAsync(_remembering);

    private async Task<int> CheckAllAsync(DevicePasswords passwords)
    {
        var checks = _devices.Select(d =>
            passwords.CheckAsync(d.Name, d.Hash, d.Password, "10.1.2.3:50000", default).AsTask()
        );
        var results = await Task.WhenAll(checks);
        return results.All(r => r == PasswordResult.Right)
            ? results.Length
            : throw new InvalidOperationException("a right password was refused");
    }
}
