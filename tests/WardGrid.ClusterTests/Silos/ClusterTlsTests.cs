using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;
using Shouldly;
using WardGrid.Server.Hosting;
using WardGrid.Server.Settings;
using WardGrid.UnitTests;

namespace WardGrid.ClusterTests.Silos;

/// <summary>Silos on real sockets that know each other by certificates, and strangers at their ports.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    private const string Name = "wardgrid-cluster";

    /// <summary>How long a program without the right certificate may wait to be cut.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _others = new();
    private readonly List<IHost> _silos = [];
    private readonly ConcurrentQueue<string> _said = [];
    private readonly (int Silo, int Gateway) _first = (FreePorts.Next(), FreePorts.Next());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await StartAsync(_first, TlsOf(_authority, _authority.Issue(Name)), Stop);

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Enumerable.Reverse(_silos))
        {
            await silo.StopAsync(CancellationToken.None);
            silo.Dispose();
        }

        _authority.Dispose();
        _others.Dispose();
    }

    [Fact]
    public async Task Two_silos_of_one_authority_and_name_are_a_cluster()
    {
        await StartAsync((FreePorts.Next(), FreePorts.Next()), TlsOf(_authority, _authority.Issue(Name)), Stop);

        (await ActiveAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_program_without_the_right_certificate_is_not_listened_to()
    {
        foreach (var port in new[] { _first.Silo, _first.Gateway })
        {
            (await IsCutAsync(port, null)).ShouldBeTrue("no certificate");
            (await IsCutAsync(port, _others.Issue(Name))).ShouldBeTrue("another authority");
            (await IsCutAsync(port, _authority.Issue(Name, TestAuthority.ClientUse))).ShouldBeTrue("a device's");
            (await IsCutAsync(port, _authority.Issue("monitor-1"))).ShouldBeTrue("another name");
            var past = DateTimeOffset.UnixEpoch.AddYears(51);
            (await IsCutAsync(port, _authority.Issue(Name, until: past))).ShouldBeTrue("of the past");
        }

        using var plain = await ConnectAsync(_first.Silo);
        await plain.GetStream().WriteAsync(new byte[64], Stop);
        (await EndsAsync(plain.GetStream())).ShouldBeTrue("without TLS");

        var from = ((IPEndPoint)plain.Client.LocalEndPoint!).Port;
        _said.ShouldContain(s => s.StartsWith("A server or program was not let in") && s.Contains("CN=monitor-1"));
        _said.ShouldContain(s => s.Contains($":{from} was not let in") && s.Contains("TLS"));
    }

    private static ClusterTls TlsOf(TestAuthority trusted, X509Certificate2 own) =>
        new(new(own, []), [trusted.Root, trusted.Issuer]);

    private async Task StartAsync((int Silo, int Gateway) ports, ClusterTls? tls, CancellationToken stop)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(new SaidBySilos(_said));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(ports.Silo, ports.Gateway, new(IPAddress.Loopback, _first.Silo));
            if (tls is not null)
                silo.UseMutualTls(tls);
        });
        var host = builder.Build();
        _silos.Add(host);
        await host.StartAsync(stop);
    }

    /// <summary>The members that the first silo counts.</summary>
    private async Task<int> ActiveAsync()
    {
        var grains = _silos[0].Services.GetRequiredService<IGrainFactory>();
        return (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count;
    }

    private static async Task<bool> IsCutAsync(int port, X509Certificate2? shown)
    {
        using var client = await ConnectAsync(port);
        await using var stream = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = Name,
            RemoteCertificateValidationCallback = (_, silo, _, _) => silo?.Subject == $"CN={Name}",
            ClientCertificates = shown is null ? null : [shown],
        };
        try
        {
            await stream.AuthenticateAsClientAsync(options, Stop);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return true;
        }

        return await EndsAsync(stream);
    }

    /// <summary>Whether the other end closes, without a byte of its own.</summary>
    private static async Task<bool> EndsAsync(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], Stop).AsTask().WaitAsync(Patience, Stop) == 0;
        }
        catch (IOException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        return client;
    }

    /// <summary>What the log of the silos says.</summary>
    private sealed class SaidBySilos(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => said.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
