namespace WardGrid.Cluster.Silo;

/// <summary>How a silo that was told to stop leaves its cluster.</summary>
internal static class Leaving
{
    /// <summary>Within the 30 s that compose and Kubernetes give a container, and long enough for a thousand patients to move.</summary>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(25);

    /// <summary>Lets everything stop at once: open pages, which a server waits for, keep no patient from moving.</summary>
    public static void LeaveInTime(this WebApplicationBuilder builder) => builder.Services.Configure<HostOptions>(host =>
    {
        host.ServicesStopConcurrently = true;
        host.ShutdownTimeout = LongestGoodbye;
    });
}
