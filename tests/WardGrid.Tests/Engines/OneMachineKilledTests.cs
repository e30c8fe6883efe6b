using WardGrid.Tests.Server;

namespace WardGrid.Tests.Engines;

public sealed class OneMachineKilledTests : KilledWard
{
    protected override Task<RunningWard> StartAsync(string folder) => RunningWard.StartAsync(folder);
}
