using System.Collections.Immutable;

namespace WardGrid.Patients.People;

/// <summary>The credentials of wall screens, stored durably.</summary>
public interface IWardDisplays
{
    /// <summary>All displays, revoked ones too, ordered by name.</summary>
    ValueTask<ImmutableArray<WardDisplay>> AllAsync(CancellationToken stop);

    ValueTask<WardDisplay?> FindByTokenAsync(string tokenHash, CancellationToken stop);

    ValueTask AddAsync(WardDisplay display, CancellationToken stop);

    ValueTask RevokeAsync(string id, DateTimeOffset at, CancellationToken stop);
}
