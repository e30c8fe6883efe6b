using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using WardGrid.Server.Grains;

namespace WardGrid.Server.Placement;

/// <summary>A patient lives on the silo that takes its device's messages from the broker.</summary>
/// <remarks>
/// So a frame crosses the network once, from the broker; and the end of a silo is felt by its own share of the beds,
/// not also by those whose frames it passed on. The shards spread devices evenly, and all patients cost about the same.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DeviceAffinityPlacementAttribute() : PlacementAttribute(new DeviceAffinityPlacement());

/// <summary>See <see cref="DeviceAffinityPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("wardgrid.beside-the-device")]
public sealed class DeviceAffinityPlacement : PlacementStrategy
{
    /// <summary>The name of this placement in a cluster, which silos of an older version know too.</summary>
    public const string FirstName = "BesideTheDevice";

    public override void PopulateGrainProperties(
        IServiceProvider services,
        Type grainClass,
        GrainType grainType,
        Dictionary<string, string> properties
    ) => properties[WellKnownGrainTypeProperties.PlacementStrategy] = FirstName;
}

/// <summary>
/// Finds the silo that serves the shard of a patient's device; of a patient without one, a shard of its own name's.
/// </summary>
public sealed class DeviceAffinityDirector(DeviceAssociationTable associations) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy,
        PlacementTarget target,
        IPlacementContext context
    )
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
            return Task.FromResult(hint);
        var patient = target.GrainIdentity.Key.ToString()!;
        var owner = ShardMap.OwnerOf(
            ShardMap.ShardOf(associations.OfPatient(patient)?.Device ?? patient),
            silos.Select(s => s.ToParsableString())
        );
        return Task.FromResult(silos.First(s => s.ToParsableString() == owner));
    }
}
