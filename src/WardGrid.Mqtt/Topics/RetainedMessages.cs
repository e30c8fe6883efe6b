using System.Collections.Concurrent;
using WardGrid.Mqtt.Sessions;

namespace WardGrid.Mqtt.Topics;

/// <summary>The last retained message of each topic, bounded in number and in bytes.</summary>
/// <remarks>Thread-safe. A message beyond the bounds is not kept, which the caller counts; it still reaches those who listen now.</remarks>
public sealed class RetainedMessages(int maximumTopics, long maximumBytes)
{
    private readonly ConcurrentDictionary<string, StoredMessage> _messages = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private long _bytes;

    public int Count => _messages.Count;

    /// <summary>Bytes of all kept payloads.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Keeps a message, or with an empty payload forgets the topic; false: the bounds leave no room.</summary>
    public bool Keep(string topic, ReadOnlySpan<byte> payload, QualityOfService qos)
    {
        lock (_writing)
        {
            var before = _messages.TryGetValue(topic, out var old) ? old.Payload.Length : 0;
            if (payload.IsEmpty)
            {
                _messages.TryRemove(topic, out _);
                _bytes -= before;
                return true;
            }

            if ((old is null && _messages.Count >= maximumTopics) || _bytes - before + payload.Length > maximumBytes)
                return false;
            _messages[topic] = new(topic, payload.ToArray(), qos, Retain: true);
            _bytes += payload.Length - before;
            return true;
        }
    }

    public StoredMessage? Find(string topic) => _messages.GetValueOrDefault(topic);

    /// <summary>Gives every kept message that a filter takes in.</summary>
    public IEnumerable<StoredMessage> Matching(string filter)
    {
        if (!TopicFilter.HasWildcard(filter))
            return Find(filter) is { } one ? [one] : [];
        return _messages.Where(m => TopicFilter.Matches(filter, m.Key)).Select(m => m.Value);
    }
}
