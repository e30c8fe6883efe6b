using System.Collections.Immutable;
using WardGrid.Patients.People;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>The keys of the session cookies in memory.</summary>
internal sealed class InMemorySessionKeys : ISessionKeys
{
    private ImmutableArray<string> _all = [];

    public ImmutableArray<string> All() => _all;

    public void Add(string id, string xml) => _all = _all.Add(xml);
}
