using Orleans.Concurrency;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Wards;

/// <summary>One ward of the hospital: the newest snapshot of each of its beds; the key is the ward's name.</summary>
[Alias("wardgrid.ward")]
public interface IWardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Publishes the changes of one silo on the ward's stream. A version of a bed that is older than the known one is
    /// dropped.
    /// </summary>
    [Alias("changed")]
    Task ChangedAsync([Immutable] WardChanges changes);

    /// <summary>The roster now. Subscribe to the stream first, then load; the newest version of a bed wins.</summary>
    [Alias("beds")]
    Task<WardChanges> BedsAsync();
}

/// <summary>Changes of a ward, also the events of its stream.</summary>
/// <param name="Changed">Newest snapshots.</param>
/// <param name="Gone">Beds whose patient was discharged or replaced.</param>
[GenerateSerializer, Immutable, Alias("wardgrid.ward-changes")]
public sealed record WardChanges([property: Id(0)] PatientSnapshot[] Changed, [property: Id(1)] RemovedBed[] Gone);

/// <summary>A patient has left a bed.</summary>
/// <param name="Version">The last version of the bed with this patient.</param>
/// <param name="Patient">The patient's key; null from a silo of an older version.</param>
[GenerateSerializer, Immutable, Alias("wardgrid.bed-gone")]
public sealed record RemovedBed(
    [property: Id(0)] string Bed,
    [property: Id(1)] long Version,
    [property: Id(2)] string? Patient = null
)
{
    public static RemovedBed Of(PatientSnapshot last) => new(last.Bed, last.Version, last.Association.PatientId);

    /// <summary>
    /// Whether this snapshot of the bed is older than the discharge. A snapshot of the next patient never is.
    /// </summary>
    public bool Covers(PatientSnapshot bed) =>
        bed.Version <= Version && (Patient is null || bed.Association.PatientId == Patient);
}
