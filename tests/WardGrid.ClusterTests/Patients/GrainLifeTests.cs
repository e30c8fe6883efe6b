using WardGrid.UnitTests.Engines;

namespace WardGrid.ClusterTests.Patients;

/// <summary>A patient's life in a hospital of two silos.</summary>
public sealed class GrainLifeTests : PatientLife
{
    protected override async Task<IEngine> StartAsync() => await TestCluster.StartAsync(Records, Clock, silos: 2);
}
