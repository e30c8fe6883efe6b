using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Shouldly;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Hl7;

/// <summary>With a certificate the HL7 port speaks TLS only, and only with those whom the authority knows.</summary>
public sealed class Hl7TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-hl7-").FullName;
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_gateway_talks_over_TLS_and_may_show_no_certificate_where_no_authority_is_set()
    {
        await using var ward = await GatewayAtWard.StartAsync(further: Settings());
        await ward.BindAsync();
        await using var gateway = await SecureAsync(ward, null);

        (await SendAsync(gateway)).ShouldContain("MSA|AA|42");
    }

    [Fact]
    public async Task With_an_authority_only_its_certificates_for_clients_let_a_gateway_in()
    {
        await using var ward = await GatewayAtWard.StartAsync(further: Settings(authority: true));
        await ward.BindAsync();
        using var stranger = new TestAuthority();
        using var known = _authority.Issue("gateway-1", TestAuthority.ClientUse);
        using var server = _authority.Issue("ward.example", TestAuthority.ServerUse);
        using var foreign = stranger.Issue("gateway-1", TestAuthority.ClientUse);

        await using var gateway = await SecureAsync(ward, known);
        (await SendAsync(gateway)).ShouldContain("MSA|AA|42");
        foreach (var wrong in new[] { null, server, foreign })
            await Should.ThrowAsync<IOException>(async () => await SendAsync(await SecureAsync(ward, wrong)));
    }

    [Fact]
    public async Task A_gateway_without_TLS_is_not_heard()
    {
        await using var ward = await GatewayAtWard.StartAsync(further: Settings());
        await ward.BindAsync();
        using var plain = await ward.ConnectAsync();

        await Should.ThrowAsync<IOException>(() => SendAsync(plain.GetStream()));
    }

    [Fact]
    public void An_authority_without_a_certificate_is_refused_at_the_start()
    {
        var settings = Settings(authority: true);
        settings.Remove("Hl7:Certificate");
        var configuration = new ConfigurationManager { ["Hl7:Port"] = "2575", ["Hl7:Allowed"] = "10.1.2.3" };
        foreach (var (name, value) in settings)
            configuration[name] = value;

        Should
            .Throw<SettingsException>(() => WardGridSettings.Read(configuration))
            .Message.ShouldContain("empty without Hl7:Certificate");
    }

    private Dictionary<string, string?> Settings(bool authority = false)
    {
        using var own = _authority.Issue("ward.example", TestAuthority.ServerUse);
        var (file, key) = _authority.Write(_folder, own, "ward");
        return new()
        {
            ["Hl7:Certificate"] = file,
            ["Hl7:CertificateKey"] = key,
            ["Hl7:ClientAuthority"] = authority ? _authority.WriteAuthorities(_folder) : null,
        };
    }

    /// <summary>A gateway that checks the server's certificate and shows its own.</summary>
    private async Task<Stream> SecureAsync(GatewayAtWard ward, X509Certificate2? own)
    {
        var client = await ward.ConnectAsync();
        var secure = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "ward.example",
            RemoteCertificateValidationCallback = (_, shown, sent, _) =>
                _authority.Trusts(shown as X509Certificate2, sent),
            ClientCertificateContext = own is null
                ? null
                : SslStreamCertificateContext.Create(own, [_authority.Issuer], offline: true),
        };
        await secure.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return secure;
    }

    private static Task<string> SendAsync(Stream gateway) =>
        GatewayAtWard.SendAsync(gateway, Hl7Example.Of(DateTimeOffset.UtcNow, "p-1", Hl7Example.Usual));
}
