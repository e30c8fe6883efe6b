using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>
/// What a ward has agreed on for all its screens, kept through restarts: whether its walls sound,
/// and its groups of beds.
/// </summary>
public interface IWardSettings
{
    /// <summary>Null while nobody has said anything: the walls sound.</summary>
    ValueTask<WallSound?> SoundAsync(CancellationToken stop);

    ValueTask WriteAsync(WallSound sound, CancellationToken stop);

    /// <summary>In the order of their names.</summary>
    ValueTask<ImmutableArray<BedGroup>> GroupsAsync(CancellationToken stop);

    /// <summary>Writes a group in place of the one of the same name.</summary>
    ValueTask WriteAsync(BedGroup group, CancellationToken stop);

    ValueTask RemoveGroupAsync(string name, CancellationToken stop);
}
