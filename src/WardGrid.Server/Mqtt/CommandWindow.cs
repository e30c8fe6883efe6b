using MQTTnet.Packets;

namespace WardGrid.Server.Mqtt;

/// <summary>
/// The QoS 1 commands on their way to one client: those sent and not acknowledged, and those that wait for a place.
/// </summary>
/// <remarks>
/// Thread-safe. Order is kept; both parts are bounded. MQTTnet sends without asking how many the client takes.
/// </remarks>
/// <param name="quota">How many commands the client takes unacknowledged.</param>
/// <param name="maximumQueued">How many may wait beyond them.</param>
/// <param name="send">Sends a command; false where it is too large for the client or the connection has ended.</param>
/// <param name="drop">Told of a command that is lost.</param>
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

    /// <summary>Sends a command now or, where the client takes no more, later.</summary>
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

    /// <summary>
    /// Forgets an acknowledged command, and sends the next; false where none of that identifier is under way.
    /// </summary>
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
