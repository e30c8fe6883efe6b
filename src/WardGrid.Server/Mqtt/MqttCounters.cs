using System.Diagnostics.Metrics;
using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>The endpoint's counters since its start; also the metrics of the meter <c>WardGrid.Mqtt</c>.</summary>
public sealed class MqttCounters : IDisposable
{
    private readonly Meter _meter = new("WardGrid.Mqtt");
    private readonly long[] _received = new long[3];
    private readonly long[] _refused = new long[256];
    private long _bytes;
    private long _connections;
    private long _dropped;

    internal MqttCounters()
    {
        _meter.CreateObservableCounter(
            "wardgrid.mqtt.received",
            ObserveReceived,
            "{message}",
            "Messages taken from clients"
        );
        _meter.CreateObservableCounter(
            "wardgrid.mqtt.received.bytes",
            () => Interlocked.Read(ref _bytes),
            "By",
            "Payload bytes taken from clients"
        );
        _meter.CreateObservableCounter(
            "wardgrid.mqtt.refused",
            ObserveRefusals,
            "{refusal}",
            "Connections, messages and subscriptions refused, by reason"
        );
        _meter.CreateObservableCounter(
            "wardgrid.mqtt.dropped",
            () => Interlocked.Read(ref _dropped),
            "{message}",
            "Commands lost to a bound"
        );
        _meter.CreateObservableUpDownCounter(
            "wardgrid.mqtt.connections",
            () => Interlocked.Read(ref _connections),
            "{connection}",
            "Connections open now"
        );
    }

    /// <summary>Messages that were received at a quality of service, accepted or not.</summary>
    public long Received(MqttQualityOfServiceLevel qos) => Interlocked.Read(ref _received[(int)qos]);

    /// <summary>Refusals for a reason.</summary>
    public long Refused(ReasonCode reason) => Interlocked.Read(ref _refused[(int)reason]);

    /// <summary>Refusals for any reason.</summary>
    public long RefusedInAll => _refused.Sum();

    /// <summary>Commands that were dropped because the client accepted no more.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Connections open now, those without CONNECT included.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    public void Dispose() => _meter.Dispose();

    internal void CountReceived(MqttQualityOfServiceLevel qos, int bytes)
    {
        Interlocked.Increment(ref _received[(int)qos]);
        Interlocked.Add(ref _bytes, bytes);
    }

    internal void CountRefused(ReasonCode reason) => Interlocked.Increment(ref _refused[(int)reason]);

    internal void CountDropped() => Interlocked.Increment(ref _dropped);

    internal long CountOpened() => Interlocked.Increment(ref _connections);

    internal void CountClosed() => Interlocked.Decrement(ref _connections);

    private IEnumerable<Measurement<long>> ObserveReceived() =>
        _received.Select((count, qos) => new Measurement<long>(count, new KeyValuePair<string, object?>("qos", qos)));

    private IEnumerable<Measurement<long>> ObserveRefusals()
    {
        for (var reason = 0; reason < _refused.Length; reason++)
        {
            if (_refused[reason] > 0)
                yield return new(
                    _refused[reason],
                    new KeyValuePair<string, object?>("reason", ((ReasonCode)reason).ToString())
                );
        }
    }
}
