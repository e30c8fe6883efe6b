using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>
/// Some beds under one name, such as a room or the beds of one nurse; a bed may be in several groups.
/// </summary>
public sealed record BedGroup(string Name, ImmutableArray<string> Beds);
