using System.Net;
using System.Net.Sockets;

namespace WardGrid.UnitTests;

/// <summary>Ports for programs that a test starts and that are told where to listen.</summary>
/// <remarks>
/// None is one that the system gives to an outgoing connection: such a port may be taken by any connection in the
/// seconds until the program listens.
/// </remarks>
public static class FreePorts
{
    private const int First = 20_000;

    // Linux, macOS and Windows all begin theirs above.
    private const int End = 32_000;

    private static int _last = Random.Shared.Next(End - First);

    /// <summary>A port on which nobody listens, and which this process was not given before.</summary>
    public static int Next()
    {
        for (var tried = 0; tried < End - First; tried++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % (End - First));
            if (IsFree(port))
                return port;
        }

        throw new InvalidOperationException($"No port from {First} to {End} is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
