namespace WardGrid.UnitTests.Grains;

/// <summary>A patient's life on a server that is alone.</summary>
public sealed class LoneSiloPatientTests : PatientContract
{
    protected override async Task<IPatientHost> StartAsync() => await LoneSilo.StartAsync(Records, Clock);
}
