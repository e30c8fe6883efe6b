using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>Some beds under one name, such as a room or what one nurse looks after; a bed may be in several.</summary>
public sealed record BedGroup(string Name, ImmutableArray<string> Beds);
