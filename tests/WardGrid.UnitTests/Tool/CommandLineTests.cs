using System.CommandLine;
using Shouldly;
using WardGrid.Tool.Audit;
using WardGrid.Tool.Bedside;
using WardGrid.Tool.Load;
using WardGrid.Tool.Replay;
using WardGrid.Tool.Simulate;
using WardGrid.Tool.Verify;

namespace WardGrid.UnitTests.Tool;

public class CommandLineTests
{
    [Theory]
    [InlineData("simulate --beds 0", "--beds: 1 to 10000 beds are possible")]
    [InlineData("simulate --mqtt http://x", "is no broker address")]
    [InlineData("simulate --mqtt mqtt://mon-7:secret@ward", "set WARDGRID_MQTT_PASSWORD")]
    [InlineData("verify audit --store Host=db;Password=secret", "set PGPASSWORD")]
    [InlineData("audit head --store Host=db;pwd=secret", "set PGPASSWORD")]
    [InlineData("audit seal --store Host=db;pwd=secret --to /x --keep-years 6", "set PGPASSWORD")]
    [InlineData("audit seal --store x --to /x", "Name either --keep-years or --before")]
    [InlineData("audit seal --store x --to /x --keep-years 6 --before 2020-01-01", "Name either")]
    [InlineData("audit seal --store x --to /x --keep-years 0", "--keep-years: 1 to 100 years are possible")]
    [InlineData("audit seal --store x --to /x --before 1.2.2020", "a day is written as 2020-01-31")]
    [InlineData("verify audit --export x --segments /x", "--segments needs --store")]
    [InlineData("simulate --scenario flood", "flood")]
    [InlineData("replay /x --speed 0", "--speed: a speed above 0 and up to 100 is possible")]
    [InlineData("replay /x --kind FLOOD", "FLOOD")]
    [InlineData("load --qos 2", "--qos: a quality of service of 0 or 1 is possible")]
    [InlineData("load --burst 1001", "--burst: 0 to 1000 alarms are possible")]
    [InlineData("load --seconds 0.1", "--seconds: 1 s to a day is possible")]
    public void A_value_that_cannot_be_is_refused_in_words(string line, string words) =>
        Root.Parse(line).Errors.ShouldHaveSingleItem().Message.ShouldContain(words);

    [Theory]
    [InlineData("simulate")]
    [InlineData("simulate --beds 30 --mqtt ward.example:1884 --seed 7 --scenario arrest --seconds 10")]
    [InlineData("replay /x --mqtt localhost:1883 --kind VT --true 5 --false 5 --speed 4 --before 30")]
    [InlineData("load --beds 1000 --seconds 60 --json")]
    [InlineData("load --beds 1000 --seconds 60 --burst 50")]
    public void The_usual_lines_are_understood(string line) => Root.Parse(line).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("ward:1884", "ward", 1884, "demo")]
    [InlineData("ward", "ward", 1883, "demo")]
    [InlineData("mqtt://mon-7@ward", "ward", 1883, "mon-7")]
    [InlineData("mqtts://ward", "ward", 8883, "demo")]
    public void The_address_of_the_endpoint_may_be_short(string text, string host, int port, string user)
    {
        var option = MqttTarget.Option();

        var options = new RootCommand { option }
            .Parse($"--mqtt {text}")
            .GetValue(option)!;

        (options.Host, options.Port, options.UserName).ShouldBe((host, port, user));
        (options.Tls is not null).ShouldBe(text.StartsWith("mqtts"));
    }

    private static RootCommand Root =>
        new()
        {
            SimulateCommand.Create(),
            ReplayCommand.Create(),
            LoadCommand.Create(),
            VerifyCommand.Create(),
            AuditCommand.Create(),
        };
}
