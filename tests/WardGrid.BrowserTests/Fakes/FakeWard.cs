using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>A ward whose snapshots and samples a test hands in itself.</summary>
internal sealed class FakeWard : IWard
{
    private readonly ConcurrentDictionary<string, PatientSnapshot> _beds = [];
    private ImmutableList<IWardObserver> _observers = [];

    public ImmutableArray<PatientSnapshot> Beds => [.. _beds.Values];

    public PatientSnapshot this[string bed] => _beds[bed];

    public IDisposable Subscribe(IWardObserver observer)
    {
        ImmutableInterlocked.Update(ref _observers, o => o.Add(observer));
        return new Subscription(() => ImmutableInterlocked.Update(ref _observers, o => o.Remove(observer)));
    }

    /// <summary>Shows a bed, or changes what is shown of it; the version rises by itself.</summary>
    public void Show(PatientSnapshot bed)
    {
        lock (_beds)
        {
            var version = _beds.TryGetValue(bed.Bed, out var old) ? old.Version + 1 : bed.Version;
            _beds[bed.Bed] = bed with { Version = version };
            _observers.ForEach(o => o.Changed(_beds[bed.Bed]));
        }
    }

    public void Change(string bed, Func<PatientSnapshot, PatientSnapshot> change)
    {
        lock (_beds)
            Show(change(_beds[bed]));
    }

    public void Discharge(string bed)
    {
        _beds.TryRemove(bed, out _);
        _observers.ForEach(o => o.Gone(bed));
    }

    public void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame) =>
        _observers.ForEach(o => o.Wave(bed, epoch, frame));

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
