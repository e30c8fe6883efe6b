namespace WardGrid.Web.Audit;

/// <summary>What an export of the audit trail is, so that whoever gets the file knows what it proves.</summary>
/// <param name="About">What the file holds and proves, in words.</param>
/// <param name="Whole">Whether it holds every entry from the first to the head.</param>
/// <param name="Search">What was searched for; empty for the whole trail.</param>
/// <param name="Head">The trail's head at the export, <c>NUMBER:HASH</c>.</param>
public sealed record AuditExportHead(
    string About,
    bool Whole,
    IReadOnlyDictionary<string, string> Search,
    DateTimeOffset ExportedAt,
    string ExportedBy,
    string Head
)
{
    private const string WholeTrail =
        "The whole audit trail of WardGrid up to its head. Each hash is over the hash before it and the entry, so an "
        + "entry that is changed, missing or added breaks the chain. Compare the head with one that you kept.";

    private const string SomeEntries =
        "Entries of the audit trail of WardGrid that fit a search. Each hash is over the hash before it and the entry, "
        + "so a changed entry shows. Only the whole trail proves that no entry is missing.";

    internal static string AboutOf(AuditFilter filter) => filter.IsWhole ? WholeTrail : SomeEntries;
}
