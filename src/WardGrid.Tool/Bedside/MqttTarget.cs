using System.CommandLine;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Tool.Bedside;

/// <summary>The option <c>--mqtt</c>: where the devices connect.</summary>
public static class MqttTarget
{
    /// <summary>The user name for simulators and replays on a server that admits DEMO devices.</summary>
    public const string DemoUser = "demo";

    /// <summary>The environment variable of the device's password; a command line can be read by every user.</summary>
    private const string PasswordVariable = "WARDGRID_MQTT_PASSWORD";

    public static Option<MqttConnectionOptions> Option() =>
        new("--mqtt")
        {
            HelpName = "ADDRESS",
            Description =
                $"Where to connect: host:port, or mqtt://[user@]host[:port], or mqtts://... {PasswordVariable} in the "
                + "environment is the user's password. Without a user it is 'demo', which a server with "
                + "Demo:Admit=true lets in",
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
        if (options.Password is not null)
            throw new FormatException(
                $"A password is not for the command line, where every user can read it: set {PasswordVariable}"
            );
        return options.UserName is null
            ? options with
            {
                UserName = DemoUser,
                Password = "",
            }
            : options with
            {
                Password = Environment.GetEnvironmentVariable(PasswordVariable),
            };
    }
}
