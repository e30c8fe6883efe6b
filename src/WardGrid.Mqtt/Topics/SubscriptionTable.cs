using WardGrid.Mqtt.Sessions;

namespace WardGrid.Mqtt.Topics;

/// <summary>Which sessions listen to which topics.</summary>
/// <remarks>
/// Thread-safe. Devices listen to one exact topic each, found in a dictionary; the few filters with wildcards are tried one by one.
/// <see cref="Version"/> changes with every change, so that a connection may keep an answer until then.
/// </remarks>
internal sealed class SubscriptionTable
{
    private readonly Dictionary<string, List<Subscription>> _exact = new(StringComparer.Ordinal);
    private readonly List<Subscription> _wild = [];
    private readonly Lock _gate = new();
    private int _version;

    public int Version => Volatile.Read(ref _version);

    public void Add(Subscription subscription)
    {
        lock (_gate)
        {
            ListOf(subscription).Add(subscription);
            _version++;
        }
    }

    public void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            var list = ListOf(subscription);
            list.Remove(subscription);
            if (list.Count == 0 && list != _wild)
                _exact.Remove(subscription.Request.Filter);
            _version++;
        }
    }

    /// <summary>Everyone who listens to a topic, each session once with its highest QoS.</summary>
    public Subscription[] Find(string topic)
    {
        lock (_gate)
        {
            var found = _wild.Where(s => TopicFilter.Matches(s.Request.Filter, topic));
            if (_exact.TryGetValue(topic, out var exact))
                found = found.Concat(exact);
            return [.. found.GroupBy(s => s.Session, (_, same) => same.MaxBy(s => s.QoS)!)];
        }
    }

    private List<Subscription> ListOf(Subscription subscription)
    {
        var filter = subscription.Request.Filter;
        if (TopicFilter.HasWildcard(filter))
            return _wild;
        if (!_exact.TryGetValue(filter, out var list))
            _exact[filter] = list = [];
        return list;
    }
}
