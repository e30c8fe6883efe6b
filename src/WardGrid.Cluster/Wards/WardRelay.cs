using System.Collections.Concurrent;
using WardGrid.Patients;

namespace WardGrid.Cluster.Wards;

/// <summary>Takes what the patients of this silo show, and carries it to the wards and to whoever watches their waves.</summary>
/// <remarks>
/// The patients' turns only leave things here and go on: changes are collected per bed, newest only, and waves in a bounded queue whose
/// oldest frames are dropped and counted when nobody can keep up. One loop carries both away every <see cref="Period"/>; every
/// <see cref="ReportPeriod"/> it reports all beds again, so that a ward that lost its memory with its silo is whole again.
/// </remarks>
public sealed partial class WardRelay(IGrainFactory grains, TimeProvider clock, ILogger<WardRelay> log) : BackgroundService, IWardObserver
{
    /// <summary>How often things are carried away; short against the 250 ms of a frame.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>How often every bed of this silo is reported whether it changed or not.</summary>
    public static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Frames that wait at most: 1,000 beds at 4 frames a second for 4 seconds.</summary>
    private const int MostFrames = 16_000;

    private readonly ConcurrentDictionary<string, PatientSnapshot> _news = new();
    private readonly ConcurrentDictionary<string, PatientSnapshot> _beds = new();
    private readonly ConcurrentDictionary<string, (string Ward, BedGone Gone)> _gone = new();
    private readonly ConcurrentQueue<BedFrame> _frames = new();
    private IWaveObserver[] _observers = [];
    private volatile bool _isWatched;
    private long _dropped;

    /// <summary>Frames that were dropped because they could not be carried away in time.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Changed(PatientSnapshot bed)
    {
        _beds[bed.Bed] = bed;
        _news[bed.Bed] = bed;
    }

    public void Gone(string bed)
    {
        _news.TryRemove(bed, out _);
        if (_beds.TryRemove(bed, out var last))
            _gone[bed] = (last.Binding.Ward, new(bed, clock.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame)
    {
        if (!_isWatched)
            return;
        _frames.Enqueue(new(bed, epoch, frame.ToArray()));
        if (_frames.Count > MostFrames && _frames.TryDequeue(out _))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>A patient of this silo lives elsewhere from now on: its bed is reported from there.</summary>
    public void Left(string bed) => _beds.TryRemove(bed, out _);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period, clock);
        var reportAt = clock.GetUtcNow();
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                await CarryWavesAsync();
                if (clock.GetUtcNow() >= reportAt)
                {
                    reportAt = clock.GetUtcNow() + ReportPeriod;
                    foreach (var (bed, snapshot) in _beds)
                        _news.TryAdd(bed, snapshot);
                    _observers = await grains.GetGrain<IWaveAudience>(IWaveAudience.Key).ObserversAsync();
                    _isWatched = _observers.Length > 0;
                }

                await CarryChangesAsync();
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The next report carries everything again.
                LogNotCarried(log, e);
            }
        }
    }

    private async Task CarryWavesAsync()
    {
        if (_frames.IsEmpty)
            return;
        var batch = new List<BedFrame>(_frames.Count);
        while (batch.Count < MostFrames && _frames.TryDequeue(out var frame))
            batch.Add(frame);
        var waves = new WaveBatch([.. batch]);
        foreach (var observer in _observers)
            await observer.WavesAsync(waves);
    }

    private async Task CarryChangesAsync()
    {
        var news = new List<PatientSnapshot>();
        foreach (var bed in _news.Keys)
        {
            if (_news.TryRemove(bed, out var snapshot))
                news.Add(snapshot);
        }

        var gone = new List<(string Ward, BedGone Gone)>();
        foreach (var bed in _gone.Keys)
        {
            if (_gone.TryRemove(bed, out var left))
                gone.Add(left);
        }

        foreach (var ward in news.Select(n => n.Binding.Ward).Concat(gone.Select(g => g.Ward)).Distinct())
        {
            await grains.GetGrain<IWardGrain>(ward).ChangedAsync(new(
                [.. news.Where(n => n.Binding.Ward == ward)], [.. gone.Where(g => g.Ward == ward).Select(g => g.Gone)]));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changed on this silo did not reach the wards; the next report carries it again.")]
    private static partial void LogNotCarried(ILogger log, Exception e);
}
