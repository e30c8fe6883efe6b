using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace WardGrid.Mqtt.Topics;

/// <summary>The topics that one connection has seen lately, by their bytes, so that a repeated topic costs no string.</summary>
/// <remarks>A topic found here has been checked by <see cref="TopicName"/>. A full cache is emptied and fills again. Not thread-safe.</remarks>
public sealed class TopicCache
{
    private readonly Dictionary<byte[], KnownTopic> _topics = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], KnownTopic>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private readonly int _capacity;

    public TopicCache(int capacity)
    {
        _capacity = capacity;
        _byBytes = _topics.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _topics.Count;

    /// <summary>Gives the topic that the bytes name, checking it first if it is new.</summary>
    /// <exception cref="MqttProtocolException">The bytes are no topic name.</exception>
    public KnownTopic Find(ReadOnlySpan<byte> utf8)
    {
        if (_byBytes.TryGetValue(utf8, out var known))
            return known;
        TopicName.Check(utf8);
        if (_topics.Count >= _capacity)
            _topics.Clear();
        known = new KnownTopic(Encoding.UTF8.GetString(utf8));
        _topics.Add(utf8.ToArray(), known);
        return known;
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        // Seeded per process, so that nobody can choose topics that collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}

/// <summary>One topic of a connection, with what was found out about it once.</summary>
public sealed class KnownTopic(string name)
{
    public string Name { get; } = name;

    /// <summary>Whether the host lets this connection publish here; null: not asked yet.</summary>
    internal bool? MayPublish { get; set; }

    /// <summary>Who listens to this topic, as of <see cref="ListenersVersion"/>.</summary>
    internal Sessions.Subscription[] Listeners { get; set; } = [];

    internal int ListenersVersion { get; set; } = -1;
}
