using Microsoft.Extensions.Configuration;
using Shouldly;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Server;

/// <summary>A setting of the web that cannot work, or would believe everybody, is refused in words.</summary>
public sealed class WebSettingsTests
{
    [Theory]
    [InlineData("Web:Proxies", "proxy.example", "Setting Web:Proxies is 'proxy.example'")]
    [InlineData("Web:Proxies", "10.1.2.3, 0.0.0.0/0", "Setting Web:Proxies is '0.0.0.0/0'")]
    [InlineData("ForwardedHeaders_Enabled", "true", "every sender is believed")]
    [InlineData("Web:Certificate", "/no/such/file.pem", "Setting Web:Certificate is '/no/such/file.pem'")]
    [InlineData("urls", "https://*:8443", "Setting Web:Certificate is ''")]
    [InlineData("Web:Connections", "9", "Setting Web:Connections is '9'")]
    [InlineData("Web:HeaderSeconds", "0", "Setting Web:HeaderSeconds is '0'")]
    public void A_setting_that_cannot_work_is_refused_in_words(string name, string value, string words) =>
        Should.Throw<SettingsException>(() => Read((name, value))).Message.ShouldContain(words);

    [Fact]
    public void A_certificate_with_plain_addresses_only_is_a_mistake()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("ward.example");
        var folder = Directory.CreateTempSubdirectory("wardgrid-certificate-").FullName;
        var (file, key) = authority.Write(folder, certificate, "ward");

        Should
            .Throw<SettingsException>(() =>
                Read(("Web:Certificate", file), ("Web:CertificateKey", key), ("urls", "http://*:8080"))
            )
            .Message.ShouldContain("an https address");

        var read = Read(("Web:Certificate", file), ("Web:CertificateKey", key)).Certificate!;
        read.Certificate.HasPrivateKey.ShouldBeTrue();
        read.Chain.ShouldHaveSingleItem().Subject.ShouldBe(authority.Issuer.Subject);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Addresses_and_networks_of_proxies_are_read()
    {
        var web = Read(("Web:Proxies", "10.1.2.3, 10.4.0.0/16,fd00::1"));

        web.Proxies.Select(p => $"{p}").ShouldBe(["10.1.2.3/32", "10.4.0.0/16", "fd00::1/128"]);
    }

    private static WebSettings Read(params (string Name, string Value)[] given) =>
        WebSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(given.ToDictionary(g => g.Name, g => (string?)g.Value))
                .Build()
        );
}
