namespace WardGrid.UnitTests.Engines;

/// <summary>A patient's life on a server that is alone.</summary>
public sealed class LoneSiloLifeTests : PatientLife
{
    protected override async Task<IEngine> StartAsync() => await LoneSilo.StartAsync(Records, Clock);
}
