using System.Collections.Immutable;

namespace WardGrid.Patients.Devices;

/// <summary>The user name and password of a registered device, or the reason why it was not registered.</summary>
/// <param name="Password">Null if the device was not registered.</param>
public sealed record Registration(string UserName, string? Password, CommandOutcome Outcome);
