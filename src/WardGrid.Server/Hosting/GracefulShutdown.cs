using WardGrid.Server.Settings;

namespace WardGrid.Server.Hosting;

/// <summary>How a server that was told to stop leaves.</summary>
internal static class GracefulShutdown
{
    /// <summary>
    /// A page that is open holds its line until it is closed; a ward should not wait half a minute for its server to
    /// come back.
    /// </summary>
    private static readonly TimeSpan LongestAlone = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Within the 30 s that compose and Kubernetes give a container, and long enough for a thousand patients to move.
    /// </summary>
    private static readonly TimeSpan LongestInHospital = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Lets everything stop at once: open pages, which a server waits for, keep no patient from moving or from being
    /// stored.
    /// </summary>
    public static void LeaveInTime(this WebApplicationBuilder builder, ClusterSettings cluster) =>
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ServicesStopConcurrently = true;
            host.ShutdownTimeout = cluster.Alone ? LongestAlone : LongestInHospital;
        });

    /// <summary>Runs the server until it is told to stop. One that could not start leaves in order too.</summary>
    public static async Task RunToTheEndAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // A silo that is disposed while it runs complains of it in many words, among which the reason is lost.
            await app.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await app.WaitForShutdownAsync();
    }
}
