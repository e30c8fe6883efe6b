using Microsoft.Extensions.Configuration;
using Shouldly;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Server;

/// <summary>What cannot work is refused before anything starts, with the refused value in the sentence.</summary>
public class ClusterSettingsTests
{
    [Theory]
    [InlineData("ClusterId", " ", "Cluster:ClusterId is empty")]
    [InlineData("SiloPort", "0", "Cluster:SiloPort 0 is no port (1 to 65535)")]
    [InlineData("GatewayPort", "65536", "Cluster:GatewayPort 65536 is no port (1 to 65535)")]
    [InlineData("GatewayPort", "11111", "Cluster:SiloPort and Cluster:GatewayPort are both 11111")]
    [InlineData("Address", "db-1", "Cluster:Address 'db-1' is no IP address")]
    [InlineData("DatabaseConnections", "9", "Cluster:DatabaseConnections 9 is not from 10")]
    [InlineData("IdleSeconds", "59", "Cluster:IdleSeconds 59 is not from 60")]
    [InlineData("Database", "somewhere", "Cluster:Database is not a PostgreSQL connection string")]
    [InlineData("SiloPort", "many", "many")]
    public void A_setting_that_cannot_work_is_refused_in_words(string name, string value, string words) =>
        Should.Throw<SettingsException>(() => ClusterSettings.Read(Given(name, value))).Message.ShouldContain(words);

    [Fact]
    public void Without_a_section_the_server_is_alone() =>
        ClusterSettings.Read(new ConfigurationBuilder().Build()).Alone.ShouldBeTrue();

    [Fact]
    public void A_certificate_of_the_cluster_must_count_for_the_other_servers_too()
    {
        var folder = Directory.CreateTempSubdirectory("wardgrid-cluster-").FullName;
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        var root = authority.WriteAuthorities(folder);
        var (right, rightKey) = authority.Write(folder, authority.Issue("wardgrid-cluster"), "right");
        var (web, webKey) = authority.Write(folder, authority.Issue("ward", TestAuthority.ServerUse), "web");
        var (alien, alienKey) = other.Write(folder, other.Issue("wardgrid-cluster"), "alien");

        Tls(right, rightKey, root)!.Name.ShouldBe("wardgrid-cluster");
        Tls(null, null, null).ShouldBeNull();
        Refusal(right, rightKey, null).ShouldContain("Setting Cluster:CertificateAuthority is ''");
        Refusal(null, null, root).ShouldContain("Setting Cluster:Certificate is ''");
        Refusal(web, webKey, root).ShouldContain("for TLS servers and clients");
        Refusal(alien, alienKey, root).ShouldContain("for TLS servers and clients");
        Directory.Delete(folder, recursive: true);

        string Refusal(string? certificate, string? key, string? trusted) =>
            Should.Throw<SettingsException>(() => Tls(certificate, key, trusted)).Message;
    }

    private static ClusterTls? Tls(string? certificate, string? key, string? authority) =>
        ClusterSettings
            .Read(
                Given(
                    new()
                    {
                        ["Cluster:Certificate"] = certificate,
                        ["Cluster:CertificateKey"] = key,
                        ["Cluster:CertificateAuthority"] = authority,
                    }
                )
            )
            .Tls;

    private static IConfiguration Given(string name, string value) => Given(new() { [$"Cluster:{name}"] = value });

    private static IConfiguration Given(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
