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

    private static IConfiguration Given(string name, string value) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"Cluster:{name}"] = value })
            .Build();
}
