using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace WardGrid.Server.Telemetry;

/// <summary>
/// Listens to WardGrid's own meters and keeps their sums and distributions for <c>GET /api/metrics</c>.
/// </summary>
/// <remarks>
/// Everything counts from the start. To measure a span of time, ask twice and subtract: the difference of the buckets
/// gives the quantiles between. OpenTelemetry reads the same meters.
/// </remarks>
public sealed class MeasuredWard : IHostedService, IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, LatencyHistogram> _histograms = new();
    private readonly ConcurrentDictionary<string, Counted> _counters = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("WardGrid", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>(
            (instrument, value, _, _) => _histograms.GetOrAdd(instrument.Name, static _ => new()).Add(value)
        );
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => _counters.GetOrAdd(NameOf(instrument, tags), static _ => new()).Add(value)
        );
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _listener.Dispose();
        return Task.CompletedTask;
    }

    public IReadOnlyDictionary<string, long> Counters => _counters.ToDictionary(c => c.Key, c => c.Value.Sum);

    public IReadOnlyDictionary<string, LatencyHistogram.Summary> Histograms =>
        _histograms.ToDictionary(h => h.Key, h => h.Value.Read());

    public void Dispose() => _listener.Dispose();

    private static string NameOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var tag in tags)
            name += $".{tag.Value}";
        return name;
    }

    private sealed class Counted
    {
        private long _sum;

        public long Sum => Interlocked.Read(ref _sum);

        public void Add(long value) => Interlocked.Add(ref _sum, value);
    }
}
