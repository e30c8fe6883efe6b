using System.Collections.Immutable;

namespace WardGrid.Patients;

/// <summary>The ward for views: the newest snapshot of each bed, and the changes from now on.</summary>
/// <remarks>Subscribe first, then load; the newest <see cref="PatientSnapshot.Version"/> wins.</remarks>
public interface IWard
{
    ImmutableArray<PatientSnapshot> Beds { get; }

    /// <summary>
    /// Calls an observer until the result is disposed. An observer must not block: a slow one loses frames, but never
    /// delays the ward.
    /// </summary>
    IDisposable Subscribe(IWardObserver observer);
}
