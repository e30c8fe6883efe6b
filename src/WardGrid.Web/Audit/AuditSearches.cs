using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.Audit;

/// <summary>Records who searched the audit trail for what, once for each search.</summary>
/// <remarks>Thread-safe. The further pages of a search belong to it for <see cref="PagesFor"/>.</remarks>
public sealed class AuditSearches(IAuditTrail audit, TimeProvider clock)
{
    /// <summary>How long a person turns the pages of one search. It is a choice.</summary>
    public static readonly TimeSpan PagesFor = TimeSpan.FromMinutes(15);

    /// <summary>Searches that are remembered before the old ones are forgotten.</summary>
    private const int ManySearches = 1_000;

    private readonly Lock _turn = new();
    private readonly Dictionary<(string By, string Filter), DateTimeOffset> _searches = [];

    /// <summary>
    /// Comes before the entries are given away: if this cannot be recorded, nothing is given. A further page that no
    /// recorded search began is a search too.
    /// </summary>
    public async Task NoteAsync(Actor by, AuditFilter filter, bool isFurtherPage, CancellationToken stop)
    {
        var at = clock.GetUtcNow();
        var search = (by.Name, filter.ToString());
        if (isFurtherPage && IsKnown(search, at))
            return;
        var subject = filter.IsWhole ? "whole trail" : "search";
        await audit.RecordAsync(new(at, by, "audit.searched", subject, filter.InWords), stop);
        lock (_turn)
        {
            if (_searches.Count >= ManySearches)
                foreach (var (old, _) in _searches.Where(s => at - s.Value >= PagesFor).ToList())
                    _searches.Remove(old);
            _searches[search] = at;
        }
    }

    private bool IsKnown((string By, string Filter) search, DateTimeOffset at)
    {
        lock (_turn)
            return _searches.TryGetValue(search, out var since) && at - since < PagesFor;
    }
}
