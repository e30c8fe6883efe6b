using System.Collections.Immutable;

namespace WardGrid.Patients;

/// <summary>The ward as views see it: the newest snapshot of each bed, and the changes from here on.</summary>
/// <remarks>Subscribe first, then load, newest <see cref="PatientSnapshot.Version"/> wins.</remarks>
public interface IWard
{
    ImmutableArray<PatientSnapshot> Beds { get; }

    /// <summary>
    /// Feeds an observer until the result is disposed. Observers must not block: a slow one loses
    /// frames, never the ward.
    /// </summary>
    IDisposable Subscribe(IWardObserver observer);
}
