using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Shouldly;
using WardGrid.UnitTests;
using WardGrid.UnitTests.Records;

namespace WardGrid.ClusterTests.Silos;

/// <summary>Servers that reach the database of a cluster, but do not have its certificate.</summary>
[Collection("PostgreSQL")]
public sealed class StrangerTests(PostgresServer server) : IAsyncDisposable
{
    private const string Name = "wardgrid-cluster";

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-strangers-").FullName;
    private readonly string _database = server.NewSchema();
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _others = new();
    private readonly List<SiloProcess> _silos = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_does_not_become_a_member()
    {
        var member = Start("member", _authority.Issue(Name));
        await ReadyAsync(member);

        SiloProcess[] strangers =
        [
            Start("other-authority", _others.Issue(Name), _others),
            Start("other-name", _authority.Issue("web-server")),
            Start("plain", null),
        ];
        string[] reasons = [$"Its certificate is CN={Name}", "Its certificate is CN=web-server", "does not speak TLS"];
        foreach (var reason in reasons)
            await UntilAsync(() => Task.FromResult(member.Lines.Any(l => l.Contains(reason))));

        await ReadyAsync(Start("second", _authority.Issue(Name)));

        (await ActiveAsync()).ShouldBe(2);
        foreach (var stranger in strangers)
        {
            (await stranger.SaysYesAsync("/readyz", Stop)).ShouldBeFalse();
            if (!stranger.HasEnded)
                stranger.Terminate();
        }

        foreach (var stranger in strangers)
            await stranger.EndedAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _authority.Dispose();
        _others.Dispose();
    }

    private SiloProcess Start(string who, X509Certificate2? own, TestAuthority? of = null)
    {
        string[] tls = [];
        if (own is not null)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, who)).FullName;
            var (certificate, key) = (of ?? _authority).Write(folder, own, who);
            tls =
            [
                "--Cluster:Certificate",
                certificate,
                "--Cluster:CertificateKey",
                key,
                "--Cluster:CertificateAuthority",
                (of ?? _authority).WriteAuthorities(folder),
            ];
        }

        var silo = new SiloProcess(_database, "", "127.0.0.1", null, null, tls);
        _silos.Add(silo);
        return silo;
    }

    private Task ReadyAsync(SiloProcess silo) => UntilAsync(() => silo.SaysYesAsync("/readyz", Stop));

    /// <summary>Asks until it is so; fails with what the silos said.</summary>
    private async Task UntilAsync(Func<Task<bool>> awaited)
    {
        var watch = Stopwatch.StartNew();
        while (!await awaited())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30))
                Assert.Fail($"It never came. {string.Join("\n\n", _silos.Select(s => s.Said))}");
            await Task.Delay(50, Stop);
        }
    }

    /// <summary>The members that the database counts.</summary>
    private async Task<long> ActiveAsync()
    {
        const int active = (int)SiloStatus.Active;
        await using var source = NpgsqlDataSource.Create(_database);
        await using var count = source.CreateCommand(
            $"SELECT count(*) FROM orleansmembershiptable WHERE status = {active}"
        );
        return (long)(await count.ExecuteScalarAsync(Stop))!;
    }
}
