using WardGrid.Mqtt.Endpoint;
using WardGrid.Mqtt.Packets;
using WardGrid.Mqtt.Topics;

namespace WardGrid.Mqtt.Sessions;

/// <summary>The sessions of all client identifiers, with and without a connection.</summary>
/// <remarks>
/// A client identifier belongs to one user while its session lives: nobody can push another user's device off line, or read what
/// waits for it, by guessing its identifier.
/// </remarks>
internal sealed class SessionStore(MqttEndpointOptions options, SubscriptionTable subscriptions, MqttCounters counters, TimeProvider clock)
{
    private readonly Dictionary<string, MqttSession> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _sessions.Count;
        }
    }

    /// <summary>Gives the session to a connection, once an earlier connection of the same client has let go of it.</summary>
    public async Task<(MqttSession Session, bool Resumed)> AttachAsync(MqttConnection connection, ConnectPacket connect, string clientId, CancellationToken cancellation)
    {
        while (true)
        {
            MqttConnection? holder;
            lock (_gate)
            {
                holder = _sessions.GetValueOrDefault(clientId)?.Connection;
                if (holder is null)
                    return Attach(connection, connect, clientId);
                if (holder.Peer?.UserName != connect.UserName)
                    throw new MqttProtocolException(ReasonCode.ClientIdentifierNotValid, "the client identifier is in use by a device of another user name");
            }

            holder.End(new(ReasonCode.SessionTakenOver, $"the same client connected anew from {connection.RemoteAddress}", TellsPeer: true));
            await holder.Ended.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of a session whose connection has ended; it stays until its expiry.</summary>
    public void Detach(MqttSession session)
    {
        lock (_gate)
        {
            session.Detach();
            var kept = Math.Min(session.ExpirySeconds, options.MaximumSessionExpiry.TotalSeconds);
            session.ExpiresAt = clock.GetUtcNow().AddSeconds(kept);
            if (kept <= 0)
                Remove(session);
        }
    }

    /// <summary>Ends every session whose time is over.</summary>
    public void RemoveExpired()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var session in _sessions.Values.Where(s => s.Connection is null && s.ExpiresAt <= now).ToList())
                Remove(session);
        }
    }

    public MqttSession? Find(string clientId)
    {
        lock (_gate)
            return _sessions.GetValueOrDefault(clientId);
    }

    public IReadOnlyList<MqttSession> All()
    {
        lock (_gate)
            return [.. _sessions.Values];
    }

    private (MqttSession Session, bool Resumed) Attach(MqttConnection connection, ConnectPacket connect, string clientId)
    {
        var session = _sessions.GetValueOrDefault(clientId);
        if (session is not null && (connect.CleanStart || session.ExpiresAt <= clock.GetUtcNow() || session.UserName != connect.UserName))
        {
            Remove(session);
            session = null;
        }

        var resumed = session is not null;
        if (session is null)
        {
            MakeRoom();
            session = _sessions[clientId] = new(clientId, connect.UserName, options.MaximumQueuedPerSession, counters);
        }

        session.PendingWill?.Dispose();
        session.PendingWill = null;
        session.ExpirySeconds = connect.SessionExpirySeconds;
        session.Attach(connection, Math.Min(connect.ReceiveMaximum, options.MaximumInFlightPerSession));
        return (session, resumed);
    }

    private void MakeRoom()
    {
        if (_sessions.Count < options.MaximumSessions)
            return;
        var idle = _sessions.Values.Where(s => s.Connection is null).MinBy(s => s.ExpiresAt)
            ?? throw new MqttProtocolException(ReasonCode.QuotaExceeded, $"all {options.MaximumSessions} sessions are in use");
        Remove(idle);
    }

    private void Remove(MqttSession session)
    {
        _sessions.Remove(session.ClientId);
        foreach (var subscription in session.Subscriptions.Values)
            subscriptions.Remove(subscription);
        // A will that waits is due when its session ends (MQTT 5.0, 3.1.3.2.2).
        session.PendingWill?.Fire();
    }
}
