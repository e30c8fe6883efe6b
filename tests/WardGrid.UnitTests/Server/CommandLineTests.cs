using Shouldly;
using WardGrid.Server.Settings;

namespace WardGrid.UnitTests.Server;

public class CommandLineTests
{
    [Theory]
    [InlineData("--Dtaa /srv/ward", "There is no option --Dtaa.")]
    [InlineData("--Port 1884", "There is no option --Port. Is --Mqtt:Port meant?")]
    [InlineData("--Mqtt:Prot 1884", "There is no option --Mqtt:Prot.")]
    [InlineData("--demo=true", "stands alone")]
    [InlineData("--demo true", "'true' is no option")]
    [InlineData("--Data", "Option --Data needs a value: --Data FOLDER.")]
    [InlineData("--Data --demo", "Option --Data needs a value")]
    [InlineData("serve", "'serve' is no option")]
    public void What_a_server_would_ignore_is_refused(string line, string words) =>
        Should.Throw<CommandLineException>(() => CommandLine.Check(line.Split(' '))).Message.ShouldContain(words);

    [Theory]
    [InlineData("--demo --urls http://localhost:8080 --Demo:Beds 32")]
    [InlineData("--data=/srv/ward --Mqtt:Port=0 --broker mqtt://broker")]
    [InlineData("--Store Host=db;Username=ward --broker mqtt://ward@broker --Secrets /run/secrets")]
    [InlineData("--Kestrel:Limits:MaxConcurrentConnections 100 --environment Production")]
    public void The_usual_lines_are_taken(string line) => Should.NotThrow(() => CommandLine.Check(line.Split(' ')));

    /// <summary>Every user of a machine can read the command lines of all processes.</summary>
    [Theory]
    [InlineData("--Mqtt:CertificatePassword hunter22", "Mqtt__CertificatePassword")]
    [InlineData("--Mqtt:CertificatePassword=hunter22", "Mqtt__CertificatePassword")]
    [InlineData("--SignIn:FirstRunCode hunter22", "SignIn__FirstRunCode")]
    [InlineData("--OpenId:ClientSecret hunter22", "OpenId__ClientSecret")]
    [InlineData("--Kestrel:Certificates:Default:Password hunter22", "Kestrel__Certificates__Default__Password")]
    [InlineData("--Store Host=db;Password=hunter22", "Store")]
    [InlineData("--Cluster:Database=Host=db;pwd=hunter22;Username=w", "Cluster__Database")]
    [InlineData("--broker mqtt://ward:hunter22@broker", "Mqtt__Broker")]
    [InlineData("--Cluster:Broker mqtts://ward:hunter22@broker:8883", "Cluster__Broker")]
    [InlineData("mqtt://ward:hunter22@broker", "no option")]
    public void A_secret_is_refused_and_not_repeated(string line, string named)
    {
        var refused = Should.Throw<CommandLineException>(() => CommandLine.Check(line.Split(' '))).Message;

        refused.ShouldContain(named);
        refused.ShouldNotContain("hunter22");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--demo -h")]
    public void Help_lists_the_options_of_the_readme(string line)
    {
        var help = CommandLine.Answer(line.Split(' '), "WardGrid.Server")!;

        foreach (
            var option in (string[])
                ["--urls", "--Mqtt:Port", "--Data", "--Store", "--broker", "--demo", "--Demo:Beds", "--Demo:Admit"]
        )
            help.ShouldContain(option);
    }

    [Fact]
    public async Task Help_starts_no_server()
    {
        var (exitCode, said) = await RunningWard.FailAsync("--help");

        exitCode.ShouldBe(0);
        said.ShouldContain("Usage: WardGrid.Server");
        said.ShouldNotContain("WardGrid is on");
    }

    [Fact]
    public async Task An_unknown_option_starts_no_server()
    {
        var (exitCode, said) = await RunningWard.FailAsync("--Dtaa", "/srv/ward");

        exitCode.ShouldBe(2);
        said.ShouldContain("There is no option --Dtaa.");
        said.ShouldNotContain("   at ");
    }
}
