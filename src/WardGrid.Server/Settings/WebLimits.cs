namespace WardGrid.Server.Settings;

/// <summary>What one server holds for browsers and programs at most.</summary>
/// <param name="Connections">
/// Connections at a time. Each may cost about 100 KiB of buffers, so the usual 5,000 are half a gigabyte at worst.
/// </param>
/// <param name="LiveConnections">
/// WebSockets at a time. An open page has two, so the usual 5,000 are 2,500 pages: more than the screens of a hospital.
/// </param>
/// <param name="BodyBytes">
/// The largest body of a call, in bytes. WardGrid's own calls and forms have a few kilobytes.
/// </param>
/// <param name="HeaderSeconds">
/// Seconds for the headers of a call. A caller that sends a byte now and then would hold a connection for ever.
/// </param>
/// <param name="BytesPerSecond">
/// The slowest that a body may be sent or an answer be read, in bytes in a second, after 5 s of grace: Kestrel's usual
/// rate.
/// </param>
public sealed record WebLimits(
    int Connections = 5_000,
    int LiveConnections = 5_000,
    int BodyBytes = 1024 * 1024,
    int HeaderSeconds = 10,
    int BytesPerSecond = 240
)
{
    internal static WebLimits Read(IConfiguration configuration)
    {
        var usual = new WebLimits();
        return new(
            Read("Connections", usual.Connections, 10, 1_000_000),
            Read("LiveConnections", usual.LiveConnections, 10, 1_000_000),
            Read("BodyBytes", usual.BodyBytes, 16 * 1024, 100 * 1024 * 1024),
            Read("HeaderSeconds", usual.HeaderSeconds, 1, 300),
            Read("BytesPerSecond", usual.BytesPerSecond, 1, 1_000_000)
        );

        int Read(string name, int otherwise, int least, int most) =>
            WardGridSettings.Number(configuration, $"Web:{name}", otherwise, least, most);
    }
}
