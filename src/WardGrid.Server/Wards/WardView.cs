using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Wards;

/// <summary>The wards as this process shows them: the newest snapshot of every bed, and its observers.</summary>
/// <remarks>
/// The patients of this process publish into it from their own turns, without anything between. In a hospital,
/// <see cref="WardSubscription"/> adds the beds of the other silos. If a snapshot comes both ways, the higher version
/// wins. An exception of an observer is logged and does not disturb the others.
/// </remarks>
public sealed partial class WardView(TimeProvider clock, ILogger<WardView> log) : IWard, IWardObserver
{
    /// <summary>A trace without a new frame for this long is not live.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, PatientSnapshot> _beds = new();
    private readonly ConcurrentDictionary<string, RemovedBed> _gone = new();
    private ImmutableArray<IWardObserver> _observers = [];

    public ImmutableArray<PatientSnapshot> Beds =>
        [
            .. _beds
                .Values.OrderBy(b => b.Association.Ward, StringComparer.Ordinal)
                .ThenBy(b => b.Bed, BedOrder.Instance),
        ];

    public PatientSnapshot? Find(string bed) => _beds.GetValueOrDefault(bed);

    public IDisposable Subscribe(IWardObserver observer)
    {
        ImmutableInterlocked.Update(ref _observers, static (all, one) => all.Add(one), observer);
        return new Subscription(() =>
            ImmutableInterlocked.Update(ref _observers, static (all, one) => all.Remove(one), observer)
        );
    }

    public void Changed(PatientSnapshot bed)
    {
        if (_gone.TryGetValue(bed.Bed, out var gone) && gone.Covers(bed))
            return;
        while (true)
        {
            if (!_beds.TryGetValue(bed.Bed, out var held))
            {
                if (_beds.TryAdd(bed.Bed, bed))
                    break;
            }
            else if (held.Version >= bed.Version)
            {
                return;
            }
            else if (_beds.TryUpdate(bed.Bed, bed, held))
            {
                break;
            }
        }

        Tell(bed, static (o, b) => o.Changed(b));
    }

    public void Gone(string bed)
    {
        if (_beds.TryGetValue(bed, out var held))
            Gone(RemovedBed.Of(held));
    }

    /// <summary>Removes a bed from the ward, unless its snapshot is newer.</summary>
    public void Gone(RemovedBed gone)
    {
        if (
            _gone.TryGetValue(gone.Bed, out var known)
            && known.Patient == gone.Patient
            && known.Version >= gone.Version
        )
            return;
        _gone[gone.Bed] = gone;
        if (_beds.TryGetValue(gone.Bed, out var held) && gone.Covers(held) && _beds.TryRemove(new(gone.Bed, held)))
            Tell(gone.Bed, static (o, b) => o.Gone(b));
    }

    public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame) =>
        Tell((bed, epoch, frame), static (o, w) => o.Wave(w.bed, w.epoch, w.frame));

    /// <summary>Shows every bed whose newest frame is old as not connected; true if there was one.</summary>
    /// <remarks>
    /// A bed whose silo died, or whose turn hangs, cannot report its own silence.
    /// </remarks>
    public bool SeeSilence()
    {
        var oldest = clock.GetUtcNow() - FreshFor;
        var found = false;
        foreach (var bed in _beds.Values)
        {
            if (!bed.Heard || bed.LastFrameAt >= oldest)
                continue;
            // The version stays the same, so that any next snapshot of the bed is newer.
            var silent = bed with
            {
                Connected = false,
                Heard = false,
            };
            if (!_beds.TryUpdate(bed.Bed, silent, bed))
                continue;
            found = true;
            Tell(silent, static (o, b) => o.Changed(b));
        }

        return found;
    }

    private void Tell<T>(T news, Action<IWardObserver, T> tell)
    {
        foreach (var observer in _observers)
        {
            try
            {
                tell(observer, news);
            }
            catch (Exception e)
            {
                LogViewFailed(log, e, observer.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A view of the ward failed: {Observer}")]
    private static partial void LogViewFailed(ILogger log, Exception e, string observer);

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
