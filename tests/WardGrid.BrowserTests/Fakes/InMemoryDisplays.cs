using System.Collections.Immutable;
using WardGrid.Patients.People;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>The credentials of wall screens in memory.</summary>
internal sealed class InMemoryDisplays : IWardDisplays
{
    private ImmutableArray<WardDisplay> _all = [];

    public ValueTask<ImmutableArray<WardDisplay>> AllAsync(CancellationToken stop) => new(_all);

    public ValueTask<WardDisplay?> FindByTokenAsync(string tokenHash, CancellationToken stop) =>
        new(_all.FirstOrDefault(d => d.TokenHash == tokenHash));

    public ValueTask AddAsync(WardDisplay display, CancellationToken stop)
    {
        _all = _all.Add(display);
        return default;
    }

    public ValueTask RevokeAsync(string id, DateTimeOffset at, CancellationToken stop)
    {
        _all = [.. _all.Select(d => d.Id == id ? d with { RevokedAt = at } : d)];
        return default;
    }
}
