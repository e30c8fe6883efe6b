using Orleans.Configuration;

namespace WardGrid.Server.Hosting;

/// <summary>Where the cluster keeps on which silo a patient lives.</summary>
/// <remarks>
/// Orleans' usual directory keeps each address on one silo, and when that silo goes, the patients whose address it kept
/// are ended too, wherever they live: with three silos, half as many beds again go dark. The distributed directory
/// hands the addresses over, or asks the silos that are left who lives there, and ends the lost silo's own patients
/// alone. It is still marked for evaluation in Orleans 10.
/// </remarks>
public static class GrainDirectorySetup
{
    public static ISiloBuilder AddAddressBook(this ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // By default nobody may live anew for 30 s after a silo was lost, lest it live on unseen. What that protects is
        // guarded here already: a broker keeps one connection for each shard, a stored state refuses the older
        // activation, and the first verdict on an alarm stands.
        return silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = TimeSpan.Zero);
    }
}
