using MQTTnet.Packets;

namespace WardGrid.Server.Mqtt;

/// <summary>
/// The QoS 1 commands for one client: those that were sent and not acknowledged, and those that wait.
/// </summary>
/// <remarks>
/// Thread-safe. The order is kept, and both parts are bounded. MQTTnet itself ignores the client's Receive Maximum.
/// </remarks>
/// <param name="quota">How many unacknowledged commands the client accepts.</param>
/// <param name="maximumQueued">How many more may wait.</param>
/// <param name="send">Sends a command; false if it is too large for the client or the connection has ended.</param>
/// <param name="drop">Called with a command that is dropped.</param>
public sealed class CommandWindow(
    int quota,
    int maximumQueued,
    Func<MqttPacket, bool> send,
    Action<MqttPublishPacket> drop
)
{
    private readonly HashSet<ushort> _underWay = [];
    private readonly Queue<MqttPublishPacket> _waiting = new();
    private readonly Lock _gate = new();

    /// <summary>Sends a command now, or later if the client accepts no more now.</summary>
    public void Send(MqttPublishPacket command)
    {
        lock (_gate)
        {
            if (_waiting.Count >= maximumQueued)
                drop(command);
            else
                _waiting.Enqueue(command);
            SendWhatMay();
        }
    }

    /// <summary>Removes an acknowledged command and sends the next; false if no command has that identifier.</summary>
    public bool Acknowledge(ushort packetId)
    {
        lock (_gate)
        {
            if (!_underWay.Remove(packetId))
                return false;
            SendWhatMay();
            return true;
        }
    }

    private void SendWhatMay()
    {
        while (_underWay.Count < quota && _waiting.TryDequeue(out var command))
        {
            if (send(command))
                _underWay.Add(command.PacketIdentifier);
            else
                drop(command);
        }
    }
}
