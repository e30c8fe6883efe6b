using WardGrid.Patients;
using WardGrid.Server.Devices;

namespace WardGrid.Tests.Engines;

/// <summary>An engine as the tests of a patient's life drive it.</summary>
public interface IEngine : IAsyncDisposable
{
    IPatients Patients { get; }

    ISeating Seating { get; }

    /// <summary>Lets the engine notice what time it is; one that does so by itself does nothing here.</summary>
    Task PassTimeAsync();

    /// <summary>Gives back a patient's memory, as after a long silence; the next message begins a new life.</summary>
    Task ForgetAsync(string patientId);
}
