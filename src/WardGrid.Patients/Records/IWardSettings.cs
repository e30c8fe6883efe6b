using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>
/// The settings of a ward for all its screens, stored durably: whether its walls sound, and its groups of beds.
/// </summary>
public interface IWardSettings
{
    /// <summary>Null until somebody sets it: the walls sound.</summary>
    ValueTask<WallSound?> SoundAsync(CancellationToken stop);

    ValueTask WriteAsync(WallSound sound, CancellationToken stop);

    /// <summary>The groups, ordered by name.</summary>
    ValueTask<ImmutableArray<BedGroup>> GroupsAsync(CancellationToken stop);

    /// <summary>Writes a group, which replaces the one of the same name.</summary>
    ValueTask WriteAsync(BedGroup group, CancellationToken stop);

    ValueTask RemoveGroupAsync(string name, CancellationToken stop);
}
