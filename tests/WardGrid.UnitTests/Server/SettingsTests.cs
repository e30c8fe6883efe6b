using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WardGrid.Patients.Devices;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Server;

/// <summary>A server that cannot start says why in words and gives up.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Mqtt:Port", "--Mqtt:Port", "seventy")]
    [InlineData("Mqtt:Port", "--Mqtt:Port", "70000")]
    [InlineData("Mqtt:Port", "--Mqtt:Port", "off")]
    [InlineData("Mqtt:ClientAuthority", "--Mqtt:ClientAuthority", "/no/such/file.pem")]
    [InlineData("broker", "--broker", "http://nowhere")]
    [InlineData("Hl7:Port", "--Hl7:Port", "many")]
    [InlineData("Profiles", "--Profiles", "/no/such/folder")]
    [InlineData("Hl7:Allowed", "--Hl7:Port", "2575")]
    [InlineData("Hl7:Allowed", "--Hl7:Port", "2575", "--Hl7:Allowed", "gateway")]
    [InlineData("Hl7:Certificate", "--Hl7:Port", "1", "--Hl7:Allowed", "10.1.2.3", "--Hl7:Certificate", "missing.pem")]
    [InlineData("Hl7:ClientAuthority", "--Hl7:Port", "1", "--Hl7:Allowed", "::1", "--Hl7:ClientAuthority", "none.pem")]
    [InlineData("Hl7:TimeZone", "--Hl7:Port", "1", "--Hl7:Allowed", "::1", "--Hl7:TimeZone", "Mars/Olympus")]
    [InlineData("Mqtt:Certificate", "--Mqtt:Certificate", "/no/such/file.pfx")]
    [InlineData("Data", "--Data", "/dev/null/data")]
    [InlineData("Secrets", "--Secrets", "/no/such/folder")]
    public async Task A_setting_that_cannot_work_is_named(string setting, params string[] arguments)
    {
        var (exitCode, said) = await RunningWard.FailAsync([
            "--urls",
            "http://127.0.0.1:0",
            .. arguments,
            .. arguments[0] == "--Data" ? Array.Empty<string>() : ["--Data", _folder],
        ]);

        exitCode.ShouldBe(2);
        said.ShouldContain($"Setting {setting}");
        said.ShouldNotContain("   at ");
    }

    [Fact]
    public void A_mistyped_address_is_named_without_its_password()
    {
        var refused = new SettingsException("broker", "mqt://ward:hunter22@broker", "an address such as mqtt://broker");

        refused.Message.ShouldContain("mqt://ward:****@broker");
        refused.Message.ShouldNotContain("hunter22");
    }

    [Fact]
    public async Task With_a_broker_the_own_endpoint_can_be_off_so_that_nothing_listens_for_devices()
    {
        await using var server = await ServerInProcess.StartAsync(
            new() { ["Mqtt:Broker"] = "mqtt://127.0.0.1:1", ["Mqtt:Port"] = "off" }
        );

        var endpoint = server.Services.GetRequiredService<IDeviceEndpoint>();
        endpoint.Port.ShouldBe(0);
        endpoint.TlsPort.ShouldBe(0);
        (await server.Stranger().GetAsync("/healthz", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public void A_secret_may_stand_in_a_file_of_its_own()
    {
        File.WriteAllText(Path.Combine(_folder, "Mqtt__CertificatePassword"), "from a file\n");
        var configuration = new ConfigurationManager { ["Secrets"] = _folder };

        configuration.AddSecretFiles();

        configuration["Mqtt:CertificatePassword"].ShouldBe("from a file");
    }

    [Fact]
    public async Task A_port_in_use_is_said_so()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, said) = await RunningWard.FailAsync(
            "--urls",
            $"http://127.0.0.1:{port}",
            "--Mqtt:Port",
            "0",
            "--Data",
            _folder
        );

        exitCode.ShouldBe(1);
        said.ShouldContain("Another program listens there");
        said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_said_so()
    {
        var (exitCode, said) = await RunningWard.FailAsync(
            "--urls",
            "http://127.0.0.1:0",
            "--Mqtt:Port",
            "0",
            "--Data",
            _folder,
            "--Store",
            "Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=2"
        );

        exitCode.ShouldBe(1);
        said.ShouldNotContain("   at ");
    }
}
