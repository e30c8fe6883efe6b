using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.Live;

/// <summary>The ward's groups of beds, the same on every screen.</summary>
/// <remarks>Thread-safe. A change is in the ward's settings before it is shown.</remarks>
public sealed class BedGroups(IWardSettings settings, IAuditTrail audit, TimeProvider clock)
{
    /// <summary>The most letters of a group's name, so that it fits on the screen.</summary>
    public const int LongestName = 40;

    private readonly SemaphoreSlim _turn = new(1);
    private ImmutableArray<BedGroup> _all = [];

    /// <summary>Raised when a group was added, changed or removed.</summary>
    public event Action? Changed;

    /// <summary>The groups, ordered by name.</summary>
    public ImmutableArray<BedGroup> All => _all;

    /// <summary>Reads the groups from the settings.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            Show(await settings.GroupsAsync(stop));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Creates a group, or changes its beds.</summary>
    public async Task<CommandOutcome> SetAsync(string name, IEnumerable<string> beds, Actor by, CancellationToken stop)
    {
        var group = new BedGroup(name.Trim(), [.. beds.Distinct().Order(BedOrder.Instance)]);
        if (group.Name.Length is 0 or > LongestName || group.Name.Any(char.IsControl))
            return CommandOutcome.Refused($"A group has a name of 1 to {LongestName} letters.");
        await ChangeAsync(
            settings.WriteAsync(group, stop),
            new(clock.GetUtcNow(), by, "group.changed", group.Name, $"{BedsOf(group.Name)} to {Named(group)}"),
            stop
        );
        return CommandOutcome.Success;
    }

    public async Task<CommandOutcome> RemoveAsync(string name, Actor by, CancellationToken stop)
    {
        if (_all.All(g => g.Name != name))
            return CommandOutcome.Refused($"There is no group {name}.");
        await ChangeAsync(
            settings.RemoveGroupAsync(name, stop),
            new(clock.GetUtcNow(), by, "group.removed", name, $"{BedsOf(name)} to none"),
            stop
        );
        return CommandOutcome.Success;
    }

    private async Task ChangeAsync(ValueTask change, AuditEntry entry, CancellationToken stop)
    {
        await change;
        await ReadAsync(stop);
        await audit.RecordAsync(entry, stop);
    }

    /// <summary>The beds of a group as it is now, for the audit trail.</summary>
    private string BedsOf(string name) => Named(_all.FirstOrDefault(g => g.Name == name));

    private static string Named(BedGroup? group) =>
        group is null || group.Beds.IsEmpty ? "none" : string.Join(", ", group.Beds);

    private void Show(ImmutableArray<BedGroup> groups)
    {
        var same =
            groups.Length == _all.Length
            && groups.Zip(_all).All(g => g.First.Name == g.Second.Name && g.First.Beds.SequenceEqual(g.Second.Beds));
        if (same)
            return;
        ImmutableInterlocked.InterlockedExchange(ref _all, groups);
        Changed?.Invoke();
    }
}
