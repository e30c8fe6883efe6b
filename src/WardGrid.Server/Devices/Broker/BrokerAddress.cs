using WardGrid.Simulation.Bedside;

namespace WardGrid.Server.Devices.Broker;

/// <summary>The hospital's broker: its address, and the user and password for it.</summary>
public sealed record BrokerAddress(string Host, int Port, bool Tls, string User, string Password)
{
    /// <summary>Reads mqtt://[user:password@]host[:port] or mqtts://…</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static BrokerAddress Parse(string text)
    {
        var read = MqttConnectionOptions.FromAddress(text);
        return new(read.Host, read.Port, read.Tls is not null, read.UserName ?? "", read.Password ?? "");
    }
}
