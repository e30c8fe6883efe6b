using System.Collections.Immutable;

namespace WardGrid.Patients;

/// <summary>The ward as views see it: the newest snapshot of each bed, and the changes from here on.</summary>
/// <remarks>Subscribe first, then load, newest <see cref="PatientSnapshot.Version"/> wins.</remarks>
public interface IWard
{
    ImmutableArray<PatientSnapshot> Beds { get; }

    /// <summary>Feeds an observer until the result is disposed. Observers must not block: a slow one loses frames, never the ward.</summary>
    IDisposable Subscribe(IWardObserver observer);
}

/// <summary>A view, or what feeds views.</summary>
public interface IWardObserver
{
    /// <summary>A bed changed; at most a few times a second per bed.</summary>
    void Changed(PatientSnapshot bed);

    /// <summary>A bed was discharged, or its patient was replaced: everything shown of it must go at once.</summary>
    void Gone(string bed);

    /// <summary>New samples of a bed, as the device's binary wave bundle; the memory is valid during the call only.</summary>
    void Wave(string bed, uint epoch, ReadOnlyMemory<byte> frame);
}
