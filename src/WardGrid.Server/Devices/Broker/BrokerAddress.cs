namespace WardGrid.Server.Devices.Broker;

/// <summary>Where the hospital's broker is, and who we are to it.</summary>
public sealed record BrokerAddress(string Host, int Port, bool Tls, string User, string Password)
{
    /// <summary>Reads mqtt://[user:password@]host[:port] or mqtts://…</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static BrokerAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("mqtt" or "mqtts") || uri.Host.Length == 0)
            throw new FormatException($"'{text}' is no broker address; write mqtt://[user:password@]host[:port] or mqtts://...");
        var tls = uri.Scheme == "mqtts";
        var usual = tls ? 8883 : 1883;
        var user = uri.UserInfo.Split(':', 2);
        var password = user.Length > 1 ? user[1] : "";
        return new(uri.IdnHost, uri.Port > 0 ? uri.Port : usual, tls, Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(password));
    }
}
