using WardGrid.Patients.People;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>Starts conformance runs for pages and calls.</summary>
public interface IConformanceTests
{
    /// <summary>Begins a run; refused while one is under way for the device.</summary>
    ValueTask<CommandOutcome> StartAsync(string device, TimeSpan length, Actor by, CancellationToken stop);

    /// <summary>The run under way; null if there is none.</summary>
    ConformanceProgress? Running(string device);
}
