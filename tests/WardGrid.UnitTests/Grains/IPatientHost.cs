using WardGrid.Patients;
using WardGrid.Server.Devices;

namespace WardGrid.UnitTests.Grains;

/// <summary>One silo or several, as the tests of a patient's life drive them.</summary>
public interface IPatientHost : IAsyncDisposable
{
    IPatients Patients { get; }

    IDeviceAssociations Associations { get; }

    /// <summary>Gives back a patient's memory, as after a long silence; the next message begins a new life.</summary>
    Task ForgetAsync(string patientId);
}
