using System.Collections.Concurrent;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Server.Grains;

namespace WardGrid.Server.Wards;

/// <summary>
/// Shows what the patients of this silo say at once on this silo, and carries it to the hospital's other silos.
/// </summary>
/// <remarks>
/// The patients' turns only leave things here and go on: the newest snapshot of each bed, and waves in a bounded queue
/// whose oldest frames are dropped and counted when nobody can keep up. Waves are carried apart from snapshots, so that
/// a ward whose silo has just died, and whose calls wait for its death to be known, does not freeze the
/// waves of all others.
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
    /// <summary>How often things are carried away; short against the 250 ms of a frame.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often a bed is carried in which nothing but numbers and counts has changed: the numbers
    /// change once a second.
    /// </summary>
    /// <remarks>
    /// Twice that often, so that a bed whose newest frame is two seconds old on another silo's screen is truly silent.
    /// </remarks>
    private static readonly TimeSpan NumbersPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How often a bed is carried whether it changed or not, so that a ward that lost its memory with its
    /// silo is whole again.
    /// </summary>
    public static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a bed that says nothing is reported although no association names it: as long as this silo's own table
    /// may be late, and some.
    /// </summary>
    private static readonly TimeSpan UnboundFor = DeviceAssociationTable.Period * 5;

    /// <summary>Frames that wait at most: 1,000 beds at 4 frames a second for 4 seconds.</summary>
    private const int MostFrames = 16_000;

    private readonly ConcurrentDictionary<string, PatientSnapshot> _beds = new();
    private readonly ConcurrentDictionary<string, (string Ward, BedGone Gone)> _gone = new();
    private readonly Dictionary<string, (PatientSnapshot Bed, DateTimeOffset At)> _carried = [];
    private readonly ConcurrentQueue<BedFrame> _frames = new();
    private IWaveObserver[] _observers = [];
    private volatile bool _isWatched;
    private long _dropped;

    /// <summary>Frames that were dropped because they could not be carried away in time.</summary>
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
        var gone = BedGone.Of(last);
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

    protected override Task ExecuteAsync(CancellationToken stop) =>
        Task.WhenAll(
            EveryAsync(Period, CarryWavesAsync, stop),
            EveryAsync(Period, CarryChangesAsync, stop),
            EveryAsync(ReportPeriod, FindObserversAsync, stop)
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
                // What was not carried is carried by the next attempt.
                LogNotCarried(log, e);
            }
        }
    }

    private async Task FindObserversAsync()
    {
        var observers = await grains.GetGrain<IWaveSubscribers>(IWaveSubscribers.Key).ObserversAsync();
        // This silo's own view has seen the waves already.
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

    /// <summary>How the name begins that Orleans gives the client inside a silo.</summary>
    private static string ClientOn(SiloAddress silo) => $"hosted-{silo.ToParsableString()}+";

    /// <summary>Whether the observer is a part of one of these silos.</summary>
    /// <remarks>
    /// What is sent to a client that is gone is looked for all over the cluster, for every batch, just when the others
    /// have most to do.
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

    private async Task CarryAsync(string ward, PatientSnapshot[] news, BedGone[] gone, DateTimeOffset now)
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

            // Its patient left for another silo long ago and was discharged there.
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
        Message = "What changed on this silo did not reach the wards; it is carried again."
    )]
    private static partial void LogNotCarried(ILogger log, Exception e);
}
