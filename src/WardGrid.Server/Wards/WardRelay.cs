using System.Collections.Concurrent;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Server.Grains;

namespace WardGrid.Server.Wards;

/// <summary>
/// Shows the changes of this silo's patients on this silo at once, and sends them to the hospital's other silos.
/// </summary>
/// <remarks>
/// A patient's turn does not wait here. It leaves the newest snapshot of its bed, and its waves in a bounded queue,
/// which drops and counts its oldest frames when it is full. Waves and snapshots are sent separately: calls to a ward
/// whose silo has just died wait until its death is known, and they must not stop the waves of all other wards.
/// </remarks>
public sealed partial class WardRelay(
    WardView view,
    IGrainFactory grains,
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    DeviceAssociationTable associations,
    TimeProvider clock,
    ILogger<WardRelay> log
) : BackgroundService, IWardObserver
{
    /// <summary>How often changes and waves are sent; short compared with the 250 ms of a frame.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a bed is sent whose numbers and counts alone have changed.</summary>
    /// <remarks>
    /// Numbers change once a second. Sending them twice a second makes sure that a bed is silent when its newest frame
    /// is two seconds old on another silo's screen.
    /// </remarks>
    private static readonly TimeSpan NumbersPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How often every bed is sent, changed or not, so that a ward grain that was activated again is complete soon.
    /// </summary>
    public static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a silent bed without an association is still sent: a little longer than this silo's table of
    /// associations can be late.
    /// </summary>
    private static readonly TimeSpan UnboundFor = DeviceAssociationTable.Period * 5;

    /// <summary>The most frames that wait: 4 seconds of 1,000 beds at 4 frames a second.</summary>
    private const int MostFrames = 16_000;

    private readonly ConcurrentDictionary<string, PatientSnapshot> _beds = new();
    private readonly ConcurrentDictionary<string, (string Ward, RemovedBed Gone)> _gone = new();
    private readonly Dictionary<string, (PatientSnapshot Bed, DateTimeOffset At)> _carried = [];
    private readonly ConcurrentQueue<BedFrame> _frames = new();
    private IWaveObserver[] _observers = [];
    private volatile bool _isWatched;
    private long _dropped;

    /// <summary>Frames that were dropped because they could not be sent in time.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Changed(PatientSnapshot bed)
    {
        _beds[bed.Bed] = bed;
        view.Changed(bed);
    }

    public void Gone(string bed)
    {
        if (!_beds.TryRemove(bed, out var last))
            return;
        var gone = RemovedBed.Of(last);
        _gone[bed] = (last.Association.Ward, gone);
        view.Gone(gone);
    }

    public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame)
    {
        view.Wave(bed, epoch, frame);
        if (!_isWatched)
            return;
        _frames.Enqueue(new(bed, epoch, frame.ToArray()));
        if (_frames.Count > MostFrames && _frames.TryDequeue(out _))
            Interlocked.Increment(ref _dropped);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            EveryAsync(Period, CarryWavesAsync, stoppingToken),
            EveryAsync(Period, CarryChangesAsync, stoppingToken),
            EveryAsync(ReportPeriod, FindObserversAsync, stoppingToken)
        );

    private async Task EveryAsync(TimeSpan period, Func<Task> act, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(period, clock);
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                await act();
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // The next attempt sends what was not sent.
                LogNotCarried(log, e);
            }
        }
    }

    private async Task FindObserversAsync()
    {
        var observers = await grains.GetGrain<IWaveSubscribers>(IWaveSubscribers.Key).ObserversAsync();
        // This silo's own view has the waves already.
        string[] here = [ClientOn(self.SiloAddress)];
        _observers = [.. observers.Where(o => !IsOn(here, o))];
        _isWatched = _observers.Length > 0;
    }

    private async Task CarryWavesAsync()
    {
        if (_frames.IsEmpty)
            return;
        var batch = new List<BedFrame>(_frames.Count);
        while (batch.Count < MostFrames && _frames.TryDequeue(out var frame))
            batch.Add(frame);
        var waves = new WaveBatch([.. batch]);
        var dead = membership
            .CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Dead)
            .Select(m => ClientOn(m.SiloAddress))
            .ToArray();
        foreach (var observer in _observers)
        {
            if (!IsOn(dead, observer))
                await observer.WavesAsync(waves);
        }
    }

    /// <summary>The beginning of the name that Orleans gives to the client inside a silo.</summary>
    private static string ClientOn(SiloAddress silo) => $"hosted-{silo.ToParsableString()}+";

    /// <summary>Whether the observer is a part of one of these silos.</summary>
    /// <remarks>
    /// Orleans searches the whole cluster for a client that is gone, at every batch, when the other silos are busiest.
    /// </remarks>
    private static bool IsOn(string[] silos, IWaveObserver observer) =>
        silos.Length > 0
        && observer.GetGrainId().Key.ToString() is { } name
        && silos.Any(silo => name.StartsWith(silo, StringComparison.Ordinal));

    private Task CarryChangesAsync()
    {
        var now = clock.GetUtcNow();
        var news = _beds.Values.Where(bed => IsDue(bed, now)).ToLookup(bed => bed.Association.Ward);
        var gone = _gone.Values.ToLookup(g => g.Ward, g => g.Gone);
        var wards = news.Select(n => n.Key).Union(gone.Select(g => g.Key));
        return Task.WhenAll(wards.Select(ward => CarryAsync(ward, [.. news[ward]], [.. gone[ward]], now)));
    }

    private async Task CarryAsync(string ward, PatientSnapshot[] news, RemovedBed[] gone, DateTimeOffset now)
    {
        await grains.GetGrain<IWardGrain>(ward).ChangedAsync(new(news, gone));
        lock (_carried)
        {
            foreach (var bed in news)
                _carried[bed.Bed] = (bed, now);
            foreach (var left in gone)
            {
                _carried.Remove(left.Bed);
                _gone.TryRemove(new(left.Bed, (ward, left)));
            }
        }
    }

    private bool IsDue(PatientSnapshot bed, DateTimeOffset now)
    {
        lock (_carried)
        {
            if (!_carried.TryGetValue(bed.Bed, out var last))
                return true;
            if (bed.Version != last.Bed.Version)
                return now - last.At >= NumbersPeriod || IsUrgent(last.Bed, bed);
            if (now - bed.At < UnboundFor || associations.OfBed(bed.Bed)?.PatientId == bed.Association.PatientId)
                return now - last.At >= ReportPeriod;

            // Its patient moved to another silo long ago and was discharged there.
            _carried.Remove(bed.Bed);
            _beds.TryRemove(new(bed.Bed, bed));
            return false;
        }
    }

    /// <summary>Whether something has changed that a nurse must see at once.</summary>
    private static bool IsUrgent(PatientSnapshot before, PatientSnapshot bed) =>
        before.Connected != bed.Connected
        || before.Heard != bed.Heard
        || before.Epoch != bed.Epoch
        || before.Association != bed.Association
        || before.Limits != bed.Limits
        || !before.Alarms.SequenceEqual(bed.Alarms)
        || !before.Inactive.SequenceEqual(bed.Inactive);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Changes of this silo did not reach the wards; they are sent again."
    )]
    private static partial void LogNotCarried(ILogger log, Exception e);
}
