using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Records;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>A ward's settings in memory, which outlives a server.</summary>
internal sealed class InMemoryWardSettings : IWardSettings
{
    private ImmutableArray<BedGroup> _groups = [];

    public WallSound? Sound { get; private set; }

    /// <summary>The exception of every write while it is set.</summary>
    public Exception? Failure { get; set; }

    public ValueTask<WallSound?> SoundAsync(CancellationToken stop) => new(Sound);

    public ValueTask WriteAsync(WallSound sound, CancellationToken stop) => Write(() => Sound = sound);

    public ValueTask<ImmutableArray<BedGroup>> GroupsAsync(CancellationToken stop) => new(_groups);

    public ValueTask WriteAsync(BedGroup group, CancellationToken stop) =>
        Write(() =>
            _groups = [
                .. _groups.Where(g => g.Name != group.Name).Append(group).OrderBy(g => g.Name, StringComparer.Ordinal),
            ]
        );

    public ValueTask RemoveGroupAsync(string name, CancellationToken stop) =>
        Write(() => _groups = _groups.RemoveAll(g => g.Name == name));

    private ValueTask Write(Action write)
    {
        if (Failure is { } failure)
            return ValueTask.FromException(failure);
        write();
        return default;
    }
}
