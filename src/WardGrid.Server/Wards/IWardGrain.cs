using Orleans.Concurrency;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Wards;

/// <summary>One ward of the hospital: the newest snapshot of each of its beds; the key is the ward's name.</summary>
[Alias("wardgrid.ward")]
public interface IWardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes what changed on one silo and tells the ward's stream; an older version of a bed than the
    /// one held is dropped.
    /// </summary>
    [Alias("changed")]
    Task ChangedAsync([Immutable] WardChanges changes);

    /// <summary>The roster as it is now. Subscribe to the stream first, then load; newest version wins.</summary>
    [Alias("beds")]
    Task<WardChanges> BedsAsync();
}

/// <summary>What changed on a ward, and the events of its stream.</summary>
/// <param name="Changed">Newest snapshots.</param>
/// <param name="Gone">Beds that were discharged or whose patient was replaced.</param>
[GenerateSerializer, Immutable, Alias("wardgrid.ward-changes")]
public sealed record WardChanges([property: Id(0)] PatientSnapshot[] Changed, [property: Id(1)] BedGone[] Gone);

/// <summary>A patient has left a bed.</summary>
/// <param name="Version">The last version of the bed with this patient.</param>
/// <param name="Patient">Who left; null where a silo of an older version says it.</param>
[GenerateSerializer, Immutable, Alias("wardgrid.bed-gone")]
public sealed record BedGone(
    [property: Id(0)] string Bed,
    [property: Id(1)] long Version,
    [property: Id(2)] string? Patient = null
)
{
    public static BedGone Of(PatientSnapshot last) => new(last.Bed, last.Version, last.Association.PatientId);

    /// <summary>
    /// Whether this snapshot of the bed is of before: the next patient's never is, however close it follows.
    /// </summary>
    public bool Covers(PatientSnapshot bed) =>
        bed.Version <= Version && (Patient is null || bed.Association.PatientId == Patient);
}
