using System.Collections.Immutable;

namespace WardGrid.Patients.Devices;

/// <summary>What a device needs to connect, or in words why it was not registered.</summary>
/// <param name="Password">Null where it was not registered.</param>
public sealed record Registration(string UserName, string? Password, CommandOutcome Outcome);
