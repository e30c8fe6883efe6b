using System.CommandLine;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Tool.Bedside;

/// <summary>The option <c>--mqtt</c>: where the devices connect.</summary>
public static class MqttTarget
{
    /// <summary>The user name for simulators and replays on a server that admits DEMO devices.</summary>
    public const string DemoUser = "demo";

    public static Option<MqttConnectionOptions> Option() =>
        new("--mqtt")
        {
            HelpName = "ADDRESS",
            Description =
                "Where to connect: host:port, or mqtt://[user:password@]host[:port], or mqtts://... "
                + "Without a user it is 'demo', which a server with Demo:Admit=true lets in",
            DefaultValueFactory = _ => Read("localhost:1883"),
            CustomParser = result =>
            {
                try
                {
                    return Read(result.Tokens.Single().Value);
                }
                catch (FormatException e)
                {
                    result.AddError(e.Message);
                    return null;
                }
            },
        };

    private static MqttConnectionOptions Read(string text)
    {
        var options = MqttConnectionOptions.FromAddress(
            text.Contains("://", StringComparison.Ordinal) ? text : $"mqtt://{text}"
        );
        return options.UserName is null ? options with { UserName = DemoUser, Password = "" } : options;
    }
}
