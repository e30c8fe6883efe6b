namespace WardGrid.Server.Mqtt;

/// <summary>The connections of all client identifiers.</summary>
/// <remarks>
/// A client identifier belongs to one user while its connection lives, so that nobody can disconnect another user's
/// device with its identifier. MQTTnet would let the last client take over.
/// </remarks>
internal sealed class ConnectedClients
{
    private readonly Dictionary<string, GuardedChannel> _channels = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>
    /// Gives the client identifier to a connection, after an earlier connection of the same client has ended.
    /// </summary>
    public async Task AttachAsync(GuardedChannel channel, CancellationToken cancellation)
    {
        var peer = channel.Peer!;
        while (true)
        {
            GuardedChannel? holder;
            lock (_gate)
            {
                if (_channels.TryAdd(peer.ClientId, channel))
                    return;
                holder = _channels[peer.ClientId];
            }

            if (holder.Peer?.UserName != peer.UserName)
                throw new MqttProtocolException(
                    ReasonCode.ClientIdentifierNotValid,
                    "the client identifier is in use by a device of another user name"
                );
            var words = $"the same client connected anew from {channel.RemoteAddress}";
            holder.End(new(ReasonCode.SessionTakenOver, words, TellsPeer: true));
            await holder.Ended.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public void Detach(GuardedChannel channel)
    {
        lock (_gate)
            _channels.Remove(channel.Peer!.ClientId);
    }

    public GuardedChannel? Find(string clientId)
    {
        lock (_gate)
            return _channels.GetValueOrDefault(clientId);
    }

    public IReadOnlyList<GuardedChannel> All()
    {
        lock (_gate)
            return [.. _channels.Values];
    }
}
