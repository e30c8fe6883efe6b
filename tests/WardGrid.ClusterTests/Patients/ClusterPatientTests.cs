using WardGrid.UnitTests.Grains;

namespace WardGrid.ClusterTests.Patients;

/// <summary>A patient's life in a hospital of two silos.</summary>
public sealed class ClusterPatientTests : PatientContract
{
    protected override async Task<IPatientHost> StartAsync() => await TestCluster.StartAsync(Records, Clock, silos: 2);
}
