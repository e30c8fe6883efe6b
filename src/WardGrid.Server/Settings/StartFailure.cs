using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using WardGrid.Inference;
using WardGrid.Records;

namespace WardGrid.Server.Settings;

/// <summary>Why the server could not start, in words, where the cause lies outside it.</summary>
internal static class StartFailure
{
    /// <summary>2 where the command line or a setting must be changed, 1 for every other cause.</summary>
    public static int ExitCode(Exception failure) => failure is CommandLineException or SettingsException ? 2 : 1;

    /// <summary>Null for an exception that is WardGrid's own fault: that one keeps its stack.</summary>
    public static string? InWords(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case CommandLineException or SettingsException or RecordException or ModelException:
                    return e.Message;
                case AddressInUseException:
                    return $"{failure.Message} Another program listens there: "
                        + "choose another port with --urls or --Mqtt:Port.";
                case SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable }:
                    return $"Cannot listen: {failure.Message}. Choose another address with --urls or --Mqtt:Port.";
            }
        }

        return null;
    }
}
