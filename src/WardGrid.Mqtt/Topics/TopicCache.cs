using System.Text;

namespace WardGrid.Mqtt.Topics;

/// <summary>The topics that one connection has published to lately, by their bytes, so that a repeated topic costs no string.</summary>
/// <remarks>
/// A device publishes to a handful of topics. The cache holds <see cref="Capacity"/> and then replaces the oldest; a topic found here
/// has been checked by <see cref="TopicName"/>. Not thread-safe.
/// </remarks>
public sealed class TopicCache
{
    public const int Capacity = 16;

    private readonly List<KnownTopic> _topics = new(4);
    private int _oldest;

    /// <summary>Gives the topic that the bytes name, checking it first if it is new.</summary>
    /// <exception cref="MqttProtocolException">The bytes are no topic name.</exception>
    public KnownTopic Find(ReadOnlySpan<byte> utf8)
    {
        foreach (var known in _topics)
        {
            if (utf8.SequenceEqual(known.Utf8))
                return known;
        }

        TopicName.Check(utf8);
        var added = new KnownTopic(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        if (_topics.Count < Capacity)
        {
            _topics.Add(added);
        }
        else
        {
            _topics[_oldest] = added;
            _oldest = (_oldest + 1) % Capacity;
        }

        return added;
    }
}

/// <summary>One topic of a connection, with what was found out about it once.</summary>
public sealed class KnownTopic(byte[] utf8, string name)
{
    public ReadOnlySpan<byte> Utf8 => utf8;

    public string Name { get; } = name;

    /// <summary>Whether the host lets this connection publish here; null: not asked yet.</summary>
    internal bool? MayPublish { get; set; }

    /// <summary>Who listens to this topic, as of <see cref="ListenersVersion"/>.</summary>
    internal Sessions.Subscription[] Listeners { get; set; } = [];

    internal int ListenersVersion { get; set; } = -1;
}
