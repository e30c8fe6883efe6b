namespace WardGrid.Cluster.Broker;

/// <summary>Where the hospital's broker is, and who we are to it.</summary>
public sealed record BrokerAddress(string Host, int Port, bool Tls, string User, string Password)
{
    /// <summary>Reads mqtt://[user:password@]host[:port] or mqtts://…; the text has been checked by <see cref="ClusterSettings.Faults"/>.</summary>
    public static BrokerAddress Parse(string text)
    {
        var uri = new Uri(text);
        var tls = uri.Scheme == "mqtts";
        var user = uri.UserInfo.Split(':', 2);
        return new(uri.Host, uri.Port > 0 ? uri.Port : tls ? 8883 : 1883, tls, Uri.UnescapeDataString(user[0]),
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
    }
}
