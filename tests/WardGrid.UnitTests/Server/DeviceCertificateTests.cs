using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Server;

/// <summary>Devices that show a certificate instead of a password, to the whole server over real TLS.</summary>
public sealed class DeviceCertificateTests : IAsyncLifetime
{
    private const string Monitor = "monitor-1";

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-devices-").FullName;
    private readonly TestAuthority _authority = new();
    private ServerInProcess _server = null!;
    private HttpClient _engineer = null!;
    private X509Certificate2 _revoked = null!;
    private string _password = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private MqttListener Listener => _server.Services.GetRequiredService<MqttListener>();

    public async ValueTask InitializeAsync()
    {
        using var certificate = _authority.Issue("ward.example", TestAuthority.ServerUse);
        var (file, key) = _authority.Write(_folder, certificate, "ward");
        _server = await ServerInProcess.StartAsync(
            new()
            {
                ["Mqtt:Port"] = "off",
                ["Mqtt:TlsPort"] = "0",
                ["Mqtt:Certificate"] = file,
                ["Mqtt:CertificateKey"] = key,
                ["Mqtt:ClientAuthority"] = _authority.WriteAuthorities(_folder),
                ["Mqtt:ClientRevocationList"] = Revoke(),
                ["Demo:Admit"] = "true",
            }
        );
        _engineer = _server.Stranger();
        await SignedIn.AsTesterAsync(_engineer);
        _password = await RegisterAsync(Monitor);
    }

    public async ValueTask DisposeAsync()
    {
        _engineer.Dispose();
        await _server.DisposeAsync();
        _revoked.Dispose();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_device_comes_in_with_its_certificate_alone_and_speaks_for_itself_only()
    {
        await using var device = await ConnectAsync(_authority.Issue(Monitor, TestAuthority.ClientUse), null, null);

        using var bound = await _engineer.PostAsJsonAsync(
            "/api/beds/bed-1/binding",
            new { device = Monitor, patientName = "Ada Example" },
            Stop
        );
        bound.EnsureSuccessStatusCode();

        (await BirthAsync(device, Monitor)).ShouldBe(MqttClientPublishReasonCode.Success);
        (await BirthAsync(device, "monitor-2")).ShouldBe(MqttClientPublishReasonCode.NotAuthorized);
    }

    [Fact]
    public async Task The_certificate_of_one_device_does_not_open_the_door_for_another_name()
    {
        using var certificate = _authority.Issue(Monitor, TestAuthority.ClientUse);
        var others = await RegisterAsync("monitor-2");

        await RefusedAsync(certificate, "monitor-2", others);
        await RefusedAsync(certificate, "demo", "");
        await RefusedAsync(_authority.Issue("monitor-3", TestAuthority.ClientUse), null, null);
        await RefusedAsync(_authority.Issue("monitor-3", TestAuthority.ClientUse), Monitor, _password);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_for_another_use_or_of_the_past_does_not_count()
    {
        using var other = new TestAuthority();

        await UnheardAsync(other.Issue(Monitor, TestAuthority.ClientUse));
        await UnheardAsync(_authority.Issue(Monitor, TestAuthority.ServerUse));
        await UnheardAsync(
            _authority.Issue(Monitor, TestAuthority.ClientUse, until: DateTimeOffset.UnixEpoch.AddYears(51))
        );
    }

    [Fact]
    public async Task A_retired_device_is_shown_out_and_its_certificate_lets_it_in_no_more()
    {
        using var certificate = _authority.Issue(Monitor, TestAuthority.ClientUse);
        await using var device = await ConnectAsync(certificate, null, null);
        var endpoint = _server.Services.GetRequiredService<MqttEndpoint>();
        endpoint.Peers.Count().ShouldBe(1);

        (await _engineer.DeleteAsync($"/api/devices/{Monitor}", Stop)).EnsureSuccessStatusCode();

        await Eventually.UntilAsync(() => !endpoint.Peers.Any());
        await RefusedAsync(certificate, null, null);
    }

    [Fact]
    public async Task A_revoked_certificate_lets_nobody_in_and_a_new_one_of_the_device_does()
    {
        await RefusedAsync(_revoked, null, null);
        _server
            .Services.GetRequiredService<MqttEndpoint>()
            .Counters.Refused(ReasonCode.BadUserNameOrPassword)
            .ShouldBe(1);
        await using var device = await ConnectAsync(_authority.Issue(Monitor, TestAuthority.ClientUse), null, null);
    }

    [Fact]
    public async Task A_password_opens_the_door_beside_certificates_but_not_without_tls()
    {
        await using var device = await ConnectAsync(null, Monitor, _password);

        await RefusedAsync(null, Monitor, "wrong");
        await RefusedAsync(null, null, null);
        Listener.Port.ShouldBe(0, "Mqtt:Port is off");
    }

    private string Revoke()
    {
        _revoked = _authority.Issue(Monitor, TestAuthority.ClientUse);
        var file = Path.Combine(_folder, "revoked.pem");
        File.WriteAllText(file, _authority.Revoke(_revoked));
        return file;
    }

    private async Task<ReconnectingMqttClient> ConnectAsync(X509Certificate2? shown, string? user, string? password)
    {
        var client = Client(shown, user, password);
        await client.ConnectAsync(Stop);
        return client;
    }

    /// <summary>TLS lets it through, and CONNECT is answered with a refusal.</summary>
    private async Task RefusedAsync(X509Certificate2? shown, string? user, string? password)
    {
        await using var client = Client(shown, user, password);
        var refusal = await Should.ThrowAsync<MqttRefusedException>(() => client.ConnectAsync(Stop));
        refusal.Reason.ShouldBe(MqttClientConnectResultCode.BadUserNameOrPassword);
    }

    /// <summary>TLS ends before CONNECT is answered.</summary>
    private async Task UnheardAsync(X509Certificate2 shown)
    {
        await using var client = Client(shown, Monitor, _password);
        var end = await Should.ThrowAsync<Exception>(() => client.ConnectAsync(Stop));
        end.ShouldNotBeOfType<MqttRefusedException>();
    }

    private ReconnectingMqttClient Client(X509Certificate2? shown, string? user, string? password)
    {
        var tls = MqttConnectionOptions.TlsTo("ward.example");
        tls.CertificateValidationHandler = server =>
            _authority.Trusts((X509Certificate2)server.Certificate, server.Chain);
        if (shown is not null)
            tls.ClientCertificatesProvider = new DefaultMqttCertificatesProvider(new X509Certificate2Collection(shown));
        return new(
            new()
            {
                Host = "127.0.0.1",
                Port = Listener.TlsPort,
                Tls = tls,
                UserName = user,
                Password = password,
                FirstPause = TimeSpan.FromMinutes(1),
            }
        );
    }

    private async Task<string> RegisterAsync(string device)
    {
        using var made = await _engineer.PostAsJsonAsync("/api/devices", new { device }, Stop);
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Stop))
            .GetProperty("password")
            .GetString()!;
    }

    private static ValueTask<MqttClientPublishReasonCode> BirthAsync(ReconnectingMqttClient client, string device) =>
        client.PublishAsync(
            $"wg/v1/site/icu/{device}/birth",
            """{"epoch":1,"model":"FAKE","serial":"s","channels":[]}"""u8.ToArray(),
            MqttQualityOfServiceLevel.AtLeastOnce
        );
}
