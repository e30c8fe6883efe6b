using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Wards;

/// <summary>The wards as this process shows them: the newest snapshot of every bed, and everyone who watches.</summary>
/// <remarks>
/// The patients of this process publish into it from their own turns, so that nothing lies between a patient and a view
/// on the same machine. In a hospital, <see cref="WardSubscription"/> adds the beds of the other silos. A snapshot may
/// come by both ways: the higher version wins. An observer that throws is logged and disturbs no other.
/// </remarks>
public sealed partial class WardView(TimeProvider clock, ILogger<WardView> log) : IWard, IWardObserver
{
    /// <summary>A trace without news for this long is not alive.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, PatientSnapshot> _beds = new();
    private readonly ConcurrentDictionary<string, BedGone> _gone = new();
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
            Gone(BedGone.Of(held));
    }

    /// <summary>Takes a bed off the ward, unless what it shows is newer.</summary>
    public void Gone(BedGone gone)
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

    /// <summary>
    /// Shows every bed whose newest frame is old as not connected, whatever its last snapshot said; true where there
    /// was one.
    /// </summary>
    /// <remarks>
    /// A bed whose silo died, or whose turn hangs, says nothing any more, not even that it is silent.
    /// </remarks>
    public bool SeeSilence()
    {
        var oldest = clock.GetUtcNow() - FreshFor;
        var found = false;
        foreach (var bed in _beds.Values)
        {
            if (!bed.Heard || bed.LastFrameAt >= oldest)
                continue;
            // The same version: the bed's own next word, whatever it is, is newer.
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
