using System.Diagnostics;

namespace WardGrid.ClusterTests.Silos;

/// <summary>
/// A network of its own for each silo on one bridge, so that two of them can lose sight of each other
/// while both see all else.
/// </summary>
/// <remarks>
/// Linux network namespaces; takes root and iproute2, and a test skips where they are missing. Severed packets are lost
/// without a word.
/// </remarks>
public sealed class SeparateNetworks : IAsyncDisposable
{
    /// <summary>A link-layer address that nobody has.</summary>
    private const string Nobody = "02:00:00:00:00:99";

    private readonly string _bridge = $"wg{Environment.ProcessId}";
    private readonly int _count;

    private SeparateNetworks(int count) => _count = count;

    /// <summary>Where programs outside listen for the silos.</summary>
    public string Host => "10.213.7.1";

    public static async Task<SeparateNetworks> OpenAsync(int count)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || await TryAsync("-V") is not null)
            Assert.Skip(
                "Networks of their own for silos take Linux, root and iproute2: "
                    + "nothing is said here about silos that lose sight of each other."
            );
        var networks = new SeparateNetworks(count);
        try
        {
            await networks.MakeAsync();
            return networks;
        }
        catch (InvalidOperationException refused)
        {
            await networks.DisposeAsync();
            Assert.Skip(
                $"Networks of their own are not allowed here ({refused.Message}): "
                    + "nothing is said here about silos that lose sight of each other."
            );
            throw;
        }
    }

    public string AddressOf(int silo) => $"10.213.7.{10 + silo}";

    /// <summary>The name of a silo's network, for <c>ip netns exec</c>.</summary>
    public string NameOf(int silo) => $"{_bridge}-{silo}";

    /// <summary>From now on nothing that one of the two sends arrives at the other.</summary>
    public async Task SeverAsync(int one, int other)
    {
        await RunAsync($"-n {NameOf(one)} neigh replace {AddressOf(other)} lladdr {Nobody} nud permanent dev eth0");
        await RunAsync($"-n {NameOf(other)} neigh replace {AddressOf(one)} lladdr {Nobody} nud permanent dev eth0");
    }

    public async ValueTask DisposeAsync()
    {
        for (var silo = 0; silo < _count; silo++)
            await TryAsync($"netns del {NameOf(silo)}");
        await TryAsync($"link del {_bridge}");
    }

    private async Task MakeAsync()
    {
        await RunAsync($"link add {_bridge} type bridge");
        await RunAsync($"addr add {Host}/24 dev {_bridge}");
        await RunAsync($"link set {_bridge} up");
        for (var silo = 0; silo < _count; silo++)
        {
            var (network, outside) = (NameOf(silo), $"{_bridge}v{silo}");
            await RunAsync($"netns add {network}");
            await RunAsync($"link add {outside} type veth peer name eth0 netns {network}");
            await RunAsync($"link set {outside} master {_bridge} up");
            await RunAsync($"-n {network} addr add {AddressOf(silo)}/24 dev eth0");
            await RunAsync($"-n {network} link set eth0 up");
            await RunAsync($"-n {network} link set lo up");
        }
    }

    private static async Task RunAsync(string arguments)
    {
        if (await TryAsync(arguments) is { } refused)
            throw new InvalidOperationException($"ip {arguments}: {refused}");
    }

    /// <summary>What ip said against it; null where it did as told.</summary>
    private static async Task<string?> TryAsync(string arguments)
    {
        try
        {
            using var ip = Process.Start(
                new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!;
            var said = await ip.StandardError.ReadToEndAsync();
            await ip.WaitForExitAsync();
            return ip.ExitCode == 0 ? null : said.Trim();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
