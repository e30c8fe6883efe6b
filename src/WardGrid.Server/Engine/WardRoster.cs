using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;

namespace WardGrid.Server.Engine;

/// <summary>The ward: the newest snapshot of every bed, and everyone who watches.</summary>
/// <remarks>Patients publish into it from their own turns; an observer that throws is logged and disturbs no other.</remarks>
public sealed class WardRoster(ILogger<WardRoster> log) : IWard, IWardObserver
{
    private readonly ConcurrentDictionary<string, PatientSnapshot> _beds = new();
    private ImmutableArray<IWardObserver> _observers = [];

    public ImmutableArray<PatientSnapshot> Beds => [.. _beds.Values.OrderBy(b => b.Binding.Ward, StringComparer.Ordinal).ThenBy(b => b.Bed, BedOrder.Instance)];

    public PatientSnapshot? Find(string bed) => _beds.GetValueOrDefault(bed);

    public IDisposable Subscribe(IWardObserver observer)
    {
        ImmutableInterlocked.Update(ref _observers, static (all, one) => all.Add(one), observer);
        return new Subscription(() => ImmutableInterlocked.Update(ref _observers, static (all, one) => all.Remove(one), observer));
    }

    public void Changed(PatientSnapshot bed)
    {
        _beds[bed.Bed] = bed;
        foreach (var observer in _observers)
            Tell(observer, bed, static (o, b) => o.Changed(b));
    }

    public void Gone(string bed)
    {
        _beds.TryRemove(bed, out _);
        foreach (var observer in _observers)
            Tell(observer, bed, static (o, b) => o.Gone(b));
    }

    public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame)
    {
        foreach (var observer in _observers)
            Tell(observer, (bed, epoch, frame), static (o, w) => o.Wave(w.bed, w.epoch, w.frame));
    }

    private void Tell<T>(IWardObserver observer, T news, Action<IWardObserver, T> tell)
    {
        try
        {
            tell(observer, news);
        }
        catch (Exception e)
        {
            log.LogError(e, "A view of the ward failed: {Observer}", observer.GetType().Name);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}

/// <summary>Beds in the order in which people count them: bed 2 before bed 10.</summary>
public sealed class BedOrder : IComparer<string>
{
    public static readonly BedOrder Instance = new();

    private static readonly StringComparer Numeric = StringComparer.Create(System.Globalization.CultureInfo.InvariantCulture, System.Globalization.CompareOptions.NumericOrdering);

    public int Compare(string? x, string? y) => Numeric.Compare(x, y);
}
