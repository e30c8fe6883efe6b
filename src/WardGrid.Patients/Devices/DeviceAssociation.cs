using WardGrid.Alarms;

namespace WardGrid.Patients.Devices;

/// <summary>Which device serves which bed and patient. Only WardGrid knows it; the device does not.</summary>
/// <param name="Device">The device's name, the level of its topic.</param>
/// <param name="Bed">The bed's label on the ward.</param>
/// <param name="PatientId">The patient's key; a patient keeps it through transfers and device swaps.</param>
/// <param name="PatientName">The patient's name on screens; never logged.</param>
/// <param name="Demo">A simulated or replayed patient: marked DEMO wherever it appears.</param>
public sealed record DeviceAssociation(
    string Device,
    string Ward,
    string Bed,
    string PatientId,
    string PatientName,
    AgeBand Age,
    bool Demo,
    DateTimeOffset Since
);
