using System.Buffers;
using System.Collections.Concurrent;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>Sends commands to a device, on the connection from which its last message came.</summary>
public sealed class DeviceCommands(TimeProvider clock)
{
    /// <summary>The shortest time between two requests for the birth of a device that does not answer.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    private static readonly byte[] Rebirth = Write(new(DeviceCommand.Rebirth));

    private readonly ConcurrentDictionary<string, Line> _lines = new();

    /// <summary>Remembers where a device listens.</summary>
    /// <param name="publish">Publishes to a topic, on the connection or the broker from which the device's message
    /// came.</param>
    public void Heard(DeviceTopic topic, Action<string, byte[]> publish)
    {
        if (_lines.Count < RefusalLogs.Most || _lines.ContainsKey(topic.Device))
            _lines[topic.Device] = new(
                new DeviceTopic(topic.Site, topic.Ward, topic.Device, MessageKind.Command).ToString(),
                publish
            );
    }

    /// <summary>Asks for the birth, because a message cannot be read without it.</summary>
    public void AskForBirth(string device)
    {
        if (!_lines.TryGetValue(device, out var line))
            return;
        lock (line)
        {
            if (line.AskedAt is { } asked && clock.GetElapsedTime(asked) < AskAgainAfter)
                return;
            line.AskedAt = clock.GetTimestamp();
        }

        line.Publish(line.Topic, Rebirth);
    }

    private static byte[] Write(DeviceCommand command)
    {
        var json = new ArrayBufferWriter<byte>();
        DeviceCommandJson.Write(json, command);
        return json.WrittenSpan.ToArray();
    }

    private sealed class Line(string topic, Action<string, byte[]> publish)
    {
        public string Topic => topic;

        public Action<string, byte[]> Publish => publish;

        public long? AskedAt { get; set; }
    }
}
