namespace WardGrid.Patients.Records;

/// <param name="Version">Grows with every write.</param>
public sealed record VersionedState(string Json, long Version);
